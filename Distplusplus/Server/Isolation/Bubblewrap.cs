using Distplusplus.Platform;

namespace Distplusplus.Server.Isolation;

/// <summary>The program that makes namespaces for one process. What it is told is up to the two cells.</summary>
internal static class Bubblewrap
{
    public const string Program = "/usr/bin/bwrap";

    /// <summary>
    /// How every cell begins: nothing shared with the host, nobody who outlives it, no right of root's.
    /// </summary>
    public static IEnumerable<string> Alone
        => ["bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"];

    /// <summary>Its devices and processes; the memory disk of the former is nobody's to fill.</summary>
    public static IEnumerable<string> OwnDevices => ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"];

    /// <summary>Runs it here and now: many containers forbid what it needs.</summary>
    /// <returns>Null: it works; else why not.</returns>
    public static string? Trouble(IEnumerable<string> arguments)
    {
        if (FileIdentity.Of(Program) is null)
        {
            return "bwrap is not installed";
        }

        return Try([.. arguments], out var said) == 0
            ? null
            : $"bwrap does not work here: {NativeText.ForPeople(said.Trim().Split('\n')[0])}";
    }

    /// <returns>Its exit code, or -1.</returns>
    public static int Try(IReadOnlyList<string> arguments, out string said)
    {
        try
        {
            using var child = ChildProcess.Start(new ProcessStart(Program, arguments)
            {
                Input = ProcessStream.Null,
                Output = ProcessStream.Piped,
                Error = ProcessStream.Piped,
                OwnGroup = true,
            });
            var captured = new CapturedOutput();
            var exit = captured.ReadToEnd(child, 1 << 20);
            said = NativeText.Decode(captured.Output.Span) + NativeText.Decode(captured.Error.Span);
            return exit.Code;
        }
        catch (ProcessStartException cannot)
        {
            said = cannot.Message;
            return -1;
        }
    }
}
