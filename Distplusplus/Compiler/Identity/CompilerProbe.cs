using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Compiler.Identity;

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

    /// <inheritdoc cref="Run(string, IReadOnlyList{string}, string)"/>
    public static ProbeResult Run(string compiler, IReadOnlyList<string> arguments) => Run(compiler, arguments, "");

    /// <summary>As <see cref="Run(string, IReadOnlyList{string})"/>, of a program that may run no other.</summary>
    /// <exception cref="ProcessStartException">It cannot be run, or not be kept from that here.</exception>
    public static ProbeResult RunAlone(string compiler, IReadOnlyList<string> arguments)
        => Run(compiler, arguments, "", alone: true);

    /// <summary>Blocks until it has answered; after 20 seconds it is killed.</summary>
    /// <param name="input">What it is given to read; no longer than a pipe holds.</param>
    /// <exception cref="ProcessStartException">It cannot be run.</exception>
    public static ProbeResult Run(string compiler, IReadOnlyList<string> arguments, string input)
        => Run(compiler, arguments, input, alone: false);

    private static ProbeResult Run(string compiler, IReadOnlyList<string> arguments, string input, bool alone)
    {
        using var child = ChildProcess.Start(new ProcessStart(compiler, [compiler, .. arguments])
        {
            Environment = [.. NativeEnvironment.All().Where(IsHarmless), "LC_ALL=C"],
            Input = input.Length == 0 ? ProcessStream.Null : ProcessStream.Piped,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
            Alone = alone,
        });
        using var late = new CancellationTokenSource(s_patience);
        using var kill = late.Token.Register(() => child.KillTree());
        Give(child, input);
        var captured = new CapturedOutput();
        var exit = captured.ReadToEnd(child, MostOutput);
        return new ProbeResult(
            exit.Code, NativeText.Decode(captured.Output.Span), NativeText.Decode(captured.Error.Span));
    }

    private static void Give(ChildProcess child, string input)
    {
        if (child.Input is not { } pipe)
        {
            return;
        }

        using (pipe)
        {
            try
            {
                NativeFile.WriteAll(pipe, NativeText.Encode(input), "a compiler's standard input");
            }
            catch (NativeFileException)
            {
                // It does not read, so this is no question to it: its answer will show that.
            }
        }
    }

    private static bool IsHarmless(string variable)
        => !Array.Exists(s_misleading, name => variable.StartsWith(name, StringComparison.Ordinal));
}
