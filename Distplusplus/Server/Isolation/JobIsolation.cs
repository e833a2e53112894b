using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Platform.Sandboxing;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Jobs;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// The sandbox of compilers on this machine, chosen once on start: Landlock where it is complete, because it costs next
/// to nothing; else bubblewrap; else an incomplete Landlock; else a private directory and limits alone.
/// </summary>
internal sealed class JobIsolation
{
    private const string Files = "the system read-only, the job's own directory, no network";
    private const string Complete = Files + ", no other process";

    private readonly LandlockSandbox? _landlock;
    private readonly BubblewrapSandbox? _bubblewrap;

    private readonly RootSandbox? _root;
    private readonly ReadableSystem? _system;

    private JobIsolation(
        ReadableSystem? system,
        LandlockSandbox? landlock,
        BubblewrapSandbox? bubblewrap,
        RootSandbox? root,
        string? noRoot,
        string description)
    {
        _system = system;
        _landlock = landlock;
        _bubblewrap = bubblewrap;
        _root = root;
        NoTreeAtRoot = noRoot;
        Description = description;
    }

    /// <summary>For logs and HostDescription: the layer, what it does, and why no better one.</summary>
    public string Description { get; private set; }

    /// <summary>Why no job can be given a tree that stands at "/"; null: each can.</summary>
    public string? NoTreeAtRoot { get; }

    /// <summary>True if compilers are sandboxed.</summary>
    public bool IsOn => _landlock is not null || _bubblewrap is not null;

    /// <summary>
    /// The paths that every compiler may read on this machine, including those of these compilers; empty: everything.
    /// </summary>
    public IEnumerable<string> Readable(IEnumerable<string> compilers)
        => _system is null
            ? []
            : _system.Places.Concat(compilers.SelectMany(path => _system.InstallationOf(path))).Distinct();

    /// <summary>The private data that clients could read with this compiler; null if there is none.</summary>
    public string? Objection(string compiler) => _system?.Objection(compiler);

    /// <returns>Null, and why: what the settings ask for cannot be had here.</returns>
    public static JobIsolation? Choose(ServerSettings settings, out string? why)
        => Choose(settings, Landlock.Version(), SystemCallFilter.IsAvailable(), out why);

    /// <inheritdoc cref="Choose(ServerSettings, out string?)"/>
    internal static JobIsolation? Choose(ServerSettings settings, int version, bool filter, out string? why)
    {
        why = null;
        var wanted = settings.Isolation;
        if (wanted == IsolationPreference.Off)
        {
            return Without("switched off by the settings", null, "isolation is switched off by the settings");
        }

        var system = new ReadableSystem(settings.Readable, PrivatePlaces.Of(settings));
        if ((why = system.Objection(compiler: null)) is not null)
        {
            return null;
        }

        var program = new Bubblewrap();
        var root = RootSandbox.TryMake(program, system, out var noRoot);
        var lacking = LandlockSandbox.Lacking(version, filter);
        if (lacking is null && wanted != IsolationPreference.Bubblewrap)
        {
            return new JobIsolation(
                system, new LandlockSandbox(system, version), null, root, noRoot, $"landlock ({Complete})");
        }

        string? cannot = null;
        if (wanted != IsolationPreference.Landlock
            && BubblewrapSandbox.TryMake(program, system, out cannot) is { } bubblewrap)
        {
            return new JobIsolation(
                system, null, bubblewrap, root, noRoot,
                $"bubblewrap ({Complete})");
        }

        var reasons = string.Join("; ", new[] { lacking, cannot }.OfType<string>());
        if (wanted != IsolationPreference.Auto)
        {
            why = $"isolation = \"{ChoiceText.Isolations.Name(wanted)}\" is not available: {reasons}";
            return null;
        }

        return version >= Landlock.AllFiles && filter
            ? new JobIsolation(
                system, new LandlockSandbox(system, version), null, root, noRoot,
                $"landlock in part ({Files}; {reasons})")
            : Without(reasons, root, noRoot);
    }

    /// <summary>Hides from jobs which other files exist, where Landlock alone would not.</summary>
    /// <param name="jobs">The host's own directory, where they work.</param>
    public void Hide(string jobs)
    {
        if (_landlock?.Hide(jobs) is { } why)
        {
            var so = Description.StartsWith("landlock in part", StringComparison.Ordinal)
                ? Description[..^1]
                : $"landlock in part ({Files}";
            Description = $"{so}; a source can find out which files exist: {why})";
        }
    }

    /// <summary>Why this compiler cannot work with these inputs in a tree that stands at "/"; null: it can.</summary>
    /// <param name="directories">Where the job works and writes.</param>
    public Refusal? ObstacleAtRoot(
        CatalogEntry compiler, IEnumerable<JobInput> inputs, IEnumerable<string> directories)
        => _root is null ? RootSandbox.Refuse("", NoTreeAtRoot) : _root.Obstacle(compiler, inputs, directories);

    /// <summary>The start as it is to be done; its <see cref="ProcessStart.Confinement"/> must be disposed.</summary>
    /// <param name="group">Where the compiler's number is written down: see <see cref="JobGroups"/>.</param>
    /// <exception cref="NativeFileException">The kernel says no.</exception>
    public ProcessStart ShutIn(ProcessStart start, AcceptedJob job, JobDirectory directory, nint group)
    {
        var current = job.Job.CurrentDirectory;
        return job.Job.IsAtRoot ? _root!.Wrap(start, current, directory, job.Written)
            : _bubblewrap is not null ? _bubblewrap.Wrap(start, directory.Root + current, directory, job.Written)
            : start with
            {
                Confinement = _landlock?.For(start.Path, directory, job.Written, group)
                    ?? new Confinement(null, 0) { Group = group },
            };
    }

    private static JobIsolation Without(string why, RootSandbox? root, string? noRoot)
        => new(
            null, null, null, root, noRoot,
            $"none ({why}): compilers can read every file of the user "
                + UserAccount.NameOf(Libc.EffectiveUser()));
}
