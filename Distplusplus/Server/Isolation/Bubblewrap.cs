using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Platform.Sandboxing;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// The program that makes namespaces for one process; what they hold is up to the sandboxes. The filter of system
/// calls holds in them as under Landlock. Made once by JobIsolation.
/// </summary>
internal sealed class Bubblewrap
{
    public const string Program = "/usr/bin/bwrap";

    // Far from what this process has open when it begins.
    private const int FilterDescriptor = 250;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly SafeFileHandle? _filter = SystemCallFilter.IsAvailable() ? SystemCallFilter.ToFile() : null;

    /// <summary>Its devices and processes, no terminal; the memory disk is nobody's to fill.</summary>
    public static IEnumerable<string> OwnDevices
        => ["--proc", "/proc", "--dev", "/dev", "--dev-bind", "/dev/null", "/dev/tty", "--remount-ro", "/dev"];

    /// <summary>A place of the system as it is there: read-only, links as links.</summary>
    public static string[] Show(string place)
        => NativeFile.ReadLink(place) is { } target ? ["--symlink", target, place] : ["--ro-bind", place, place];

    /// <summary>
    /// A start within namespaces: nothing shared with the host, nobody who outlives it, no right of root's.
    /// </summary>
    /// <param name="told">What they hold, and after "--" the program and its arguments.</param>
    public ProcessStart Enter(ProcessStart start, IEnumerable<string> told) => start with
    {
        Path = Program,
        Arguments =
        [
            "bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL",
            .. _filter is null ? [] : (string[])["--seccomp", $"{FilterDescriptor}"],
            .. told,
        ],
        Opened = _filter is null ? null : (FilterDescriptor, $"/proc/self/fd/{_filter.DangerousGetHandle()}"),
    };

    /// <summary>Tries it here and now: many containers forbid what it needs.</summary>
    /// <returns>Null: it works; else why not.</returns>
    public string? Trouble(IEnumerable<string> told)
        => FileIdentity.Of(Program) is null ? "bwrap is not installed"
            : Try(told, out var said) == 0 ? null
            : $"bwrap does not work here: {NativeText.ForPeople(said.Trim().Split('\n')[0])}";

    /// <returns>The exit code, or -1.</returns>
    public int Try(IEnumerable<string> told, out string said)
    {
        try
        {
            using var child = ChildProcess.Start(Enter(
                new ProcessStart(Program, [])
                {
                    Environment = [],
                    Input = ProcessStream.Null,
                    Output = ProcessStream.Piped,
                    Error = ProcessStream.Piped,
                    OwnGroup = true,
                },
                told));
            using var late = new CancellationTokenSource(s_patience);
            using var kill = late.Token.Register(() => child.KillTree());
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
