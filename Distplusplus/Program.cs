using Distplusplus.Client;
using Distplusplus.CommandLine;
using Distplusplus.Platform;
using Distplusplus.Platform.Processes;

namespace Distplusplus;

/// <summary>Which door. What falls through both nets below it is a mistake of ours and says so.</summary>
internal static class Program
{
    private static int Main()
    {
        try
        {
            IgnoredSignals.Ignore();
            ClosedStreams.Occupy();
            return Invocation.Of(NativeCommandLine.Read()) switch
            {
                Invocation.ActAsCompiler compile => CompilerFace.Run(
                    compile.Compiler, compile.Arguments, compile.ByName ? null : UnknownCommand.Message),
                Invocation.HumanCommand human => HumanFace.Run([.. human.Arguments]),
                _ => throw new InvalidOperationException("a third door"),
            };
        }
        catch (Exception e)
        {
            ClientLog.WriteLine($"internal error, please report it: {e}");
            return ExitCodes.InternalError;
        }
    }
}
