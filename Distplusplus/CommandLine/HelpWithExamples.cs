using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Distplusplus.CommandLine;

/// <summary><c>--help</c>: the help of System.CommandLine, then examples to copy.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int Width = 100;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        new HelpAction { MaxWidth = Width }.Invoke(parseResult);
        output.WriteLine("Examples:");
        foreach (var (line, meaning) in Examples.Of(parseResult.CommandResult.Command.Name))
        {
            output.WriteLine($"  {line}");
            output.WriteLine($"      {meaning}");
        }

        return 0;
    }
}
