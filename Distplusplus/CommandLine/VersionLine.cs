using System.CommandLine;
using System.CommandLine.Invocation;
using Distplusplus.Platform;

namespace Distplusplus.CommandLine;

/// <summary><c>--version</c>: one line.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(SoftwareVersion.Name);
        return 0;
    }
}
