using Distplusplus.Platform;

namespace Distplusplus.Compiler;

/// <summary>
/// Asks a compiler a question: runs it in the C locale with nothing to read and nothing added to its search paths.
/// </summary>
internal static class CompilerProbe
{
    private static readonly string[] s_misleading =
    [
        "LC_", "LANG", "CPATH=", "C_INCLUDE_PATH=", "CPLUS_INCLUDE_PATH=", "OBJC_INCLUDE_PATH=",
        "OBJCPLUS_INCLUDE_PATH=", "DEPENDENCIES_OUTPUT=", "SUNPRO_DEPENDENCIES=",
    ];

    private const int MostOutput = 1 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Blocks until it has answered; after 20 seconds it is killed.</summary>
    /// <exception cref="ProcessStartException">It cannot be run.</exception>
    public static ProbeResult Run(string compiler, IReadOnlyList<string> arguments)
    {
        using var child = ChildProcess.Start(new ProcessStart(compiler, [compiler, .. arguments])
        {
            Environment = [.. NativeEnvironment.All().Where(IsHarmless), "LC_ALL=C"],
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
        });
        using var late = new CancellationTokenSource(s_patience);
        using var kill = late.Token.Register(() => child.KillTree());
        var captured = new CapturedOutput();
        var exit = captured.ReadToEnd(child, MostOutput);
        return new ProbeResult(
            exit.Code, NativeText.Decode(captured.Output.Span), NativeText.Decode(captured.Error.Span));
    }

    private static bool IsHarmless(string variable)
        => !Array.Exists(s_misleading, name => variable.StartsWith(name, StringComparison.Ordinal));
}
