using Distplusplus.Platform;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Compiler;

/// <summary>Asks a compiler a question: runs it in the C locale with nothing to read and nothing added to its search paths.</summary>
internal static class CompilerProbe
{
    private static readonly string[] s_misleading =
    [
        "LC_", "LANG", "CPATH=", "C_INCLUDE_PATH=", "CPLUS_INCLUDE_PATH=", "OBJC_INCLUDE_PATH=",
        "OBJCPLUS_INCLUDE_PATH=", "DEPENDENCIES_OUTPUT=", "SUNPRO_DEPENDENCIES=",
    ];

    /// <exception cref="ProcessStartException">It cannot be run.</exception>
    public static ProbeResult Run(string compiler, IReadOnlyList<string> arguments)
    {
        using var child = ChildProcess.Start(new ProcessStart(compiler, [compiler, .. arguments])
        {
            Environment = [.. NativeEnvironment.All().Where(IsHarmless), "LC_ALL=C"],
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
        });
        var error = string.Empty;
        var reader = new Thread(() => error = ReadToEnd(child.Error!));
        reader.Start();
        var output = ReadToEnd(child.Output!);
        reader.Join();
        return new ProbeResult(child.Wait().Code, output, error);
    }

    private static bool IsHarmless(string variable)
        => !Array.Exists(s_misleading, name => variable.StartsWith(name, StringComparison.Ordinal));

    private static string ReadToEnd(SafeFileHandle pipe)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        var all = new MemoryStream();
        stream.CopyTo(all);
        return NativeText.Decode(all.ToArray());
    }
}
