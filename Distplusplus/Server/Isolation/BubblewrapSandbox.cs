using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Jobs;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Shuts compilers in with bubblewrap: namespaces with the system read-only, the job's directory and nothing else.
/// Some milliseconds a job, and what the compiler used is not told. Made once by JobIsolation.
/// </summary>
internal sealed class BubblewrapSandbox
{
    private readonly Bubblewrap _bubblewrap;
    private readonly ReadableSystem _system;
    private readonly List<string> _frame;
    private readonly bool _hasCalledAs;

    private BubblewrapSandbox(Bubblewrap bubblewrap, ReadableSystem system, bool hasCalledAs)
    {
        _bubblewrap = bubblewrap;
        _system = system;
        _hasCalledAs = hasCalledAs;
        _frame = [.. system.Places.SelectMany(Bubblewrap.Show), .. Bubblewrap.OwnDevices];
    }

    /// <summary>Tries it: many containers forbid what it needs.</summary>
    /// <returns>Null, and why: it does not work here.</returns>
    public static BubblewrapSandbox? TryMake(Bubblewrap bubblewrap, ReadableSystem system, out string? why)
    {
        var hasCalledAs = bubblewrap.Try(["--help"], out var help) == 0 && help.Contains("--argv0");
        var cell = new BubblewrapSandbox(bubblewrap, system, hasCalledAs);
        why = bubblewrap.Trouble([.. cell._frame, "--", "/usr/bin/true"]);
        return why is null ? cell : null;
    }

    public ProcessStart Wrap(
        ProcessStart start, string currentDirectory, JobDirectory directory, IEnumerable<string> writable)
    {
        var arguments = new List<string>(_frame);
        foreach (var part in _system.InstallationOf(start.Path))
        {
            arguments.AddRange(["--ro-bind", part, part]);
        }

        // What stands between the places is memory: nobody is to fill it.
        arguments.AddRange(["--ro-bind", directory.Path, directory.Path]);
        foreach (var place in writable.Select(path => directory.Root + path).Append(directory.Temporary))
        {
            arguments.AddRange(["--bind", place, place]);
        }

        arguments.AddRange(["--remount-ro", "/"]);

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
        return _bubblewrap.Enter(start, arguments);
    }
}
