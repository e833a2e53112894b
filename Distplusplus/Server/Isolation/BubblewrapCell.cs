using Distplusplus.Platform;
using Distplusplus.Server.Jobs;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Shuts compilers in with bubblewrap: namespaces with the system read-only, the job's directory and nothing else.
/// Some milliseconds a job, and what the compiler used is not told. Made once by JobIsolation.
/// </summary>
internal sealed class BubblewrapCell
{
    private const string Program = "/usr/bin/bwrap";

    private readonly ReadableSystem _system;
    private readonly List<string> _frame;
    private readonly bool _hasCalledAs;

    private BubblewrapCell(ReadableSystem system, bool hasCalledAs)
    {
        _system = system;
        _hasCalledAs = hasCalledAs;
        _frame = ["bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"];
        foreach (var place in system.Places)
        {
            _frame.AddRange(NativeFile.ReadLink(place) is { } target
                ? ["--symlink", target, place]
                : ["--ro-bind", place, place]);
        }

        // Its memory disk is nobody's to fill; devices may be written to all the same.
        _frame.AddRange(["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]);
    }

    /// <summary>Tries it: many containers forbid what it needs.</summary>
    /// <returns>Null, and why: it does not work here.</returns>
    public static BubblewrapCell? TryMake(ReadableSystem system, out string? why)
    {
        why = "bwrap is not installed";
        if (FileIdentity.Of(Program) is null)
        {
            return null;
        }

        var cell = new BubblewrapCell(system, Try(["bwrap", "--help"], out var help) == 0 && help.Contains("--argv0"));
        if (Try([.. cell._frame, "--", "/usr/bin/true"], out var said) == 0)
        {
            why = null;
            return cell;
        }

        why = $"bwrap does not work here: {NativeText.ForPeople(said.Trim().Split('\n')[0])}";
        return null;
    }

    public ProcessStart Wrap(ProcessStart start, string currentDirectory, JobDirectory directory)
    {
        var arguments = new List<string>(_frame);
        if (_system.InstallationOf(start.Path) is { } installation)
        {
            arguments.AddRange(["--ro-bind", installation, installation]);
        }

        // What stands between the places is memory: nobody is to fill it.
        arguments.AddRange(["--bind", directory.Path, directory.Path, "--remount-ro", "/"]);

        // It sets PWD to what it is told here; clang records that name.
        arguments.Add("--chdir");
        arguments.Add(FileIdentity.Of(currentDirectory) is null ? start.WorkingDirectory! : currentDirectory);

        var name = start.Arguments[0];
        var isSame = FileIdentity.Of(name) is { } named && FileIdentity.Of(start.Path) is { } real
            && named.IsSameFileAs(real);
        if (!isSame && _hasCalledAs)
        {
            arguments.AddRange(["--argv0", name]);
        }

        arguments.AddRange(["--", isSame ? name : start.Path, .. start.Arguments.Skip(1)]);
        return start with { Path = Program, Arguments = arguments };
    }

    private static int Try(IReadOnlyList<string> arguments, out string said)
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
