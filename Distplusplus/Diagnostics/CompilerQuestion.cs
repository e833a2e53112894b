using System.Text;
using Distplusplus.Compiler;
using Distplusplus.Platform;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Diagnostics;

/// <summary>Runs a compiler of this machine to ask what it is. For CompilerInspector, when people look.</summary>
internal static class CompilerQuestion
{
    private const int CannotStart = 127;

    /// <summary>Answers are a few kilobytes: they fit into the pipes, which are read one after the other.</summary>
    public static ProbeResult Ask(string compiler, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = ChildProcess.Start(new ProcessStart(compiler, [compiler, .. arguments])
            {
                Environment = [.. NativeEnvironment.All().Where(v => !v.StartsWith("LC_", StringComparison.Ordinal)
                    && !v.StartsWith("LANG", StringComparison.Ordinal)), "LC_ALL=C"],
                Input = ProcessStream.Null,
                Output = ProcessStream.Piped,
                Error = ProcessStream.Piped,
                OwnGroup = true,
            });
            var output = Read(process.Output!);
            var error = Read(process.Error!);
            return new ProbeResult(process.Wait().Code, output, error);
        }
        catch (ProcessStartException e)
        {
            return new ProbeResult(CannotStart, "", e.Message);
        }
    }

    private static string Read(SafeFileHandle pipe)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
