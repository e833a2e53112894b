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
/// What compilers are shut in with on this machine, chosen once at start: Landlock where it is complete, for it costs
/// next to nothing; else bubblewrap; else what Landlock there is; else a private directory and limits alone.
/// </summary>
internal sealed class JobIsolation
{
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
    public string Description { get; }

    /// <summary>Why no job can be given a tree that stands at "/"; null: each can.</summary>
    public string? NoTreeAtRoot { get; }

    public IsolationLayer Layer => _landlock is not null ? IsolationLayer.Landlock
        : _bubblewrap is not null ? IsolationLayer.Bubblewrap
        : IsolationLayer.None;

    /// <summary>What every compiler may read of this machine, that of these compilers included; empty: everything.
    /// </summary>
    public IEnumerable<string> Readable(IEnumerable<string> compilers)
        => _system is null
            ? []
            : _system.Places.Concat(compilers.SelectMany(path => _system.InstallationOf(path))).Distinct();

    /// <summary>What private things of this machine its clients could read with this compiler; null: none.</summary>
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
            return Without("the settings switch it off", null, "the settings switch isolation off");
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
                system, new LandlockSandbox(system, version), null, root, noRoot,
                "landlock (the system read-only, the job's own directory, no network, no other process)");
        }

        string? cannot = null;
        if (wanted != IsolationPreference.Landlock
            && BubblewrapSandbox.TryMake(program, system, out cannot) is { } bubblewrap)
        {
            return new JobIsolation(
                system, null, bubblewrap, root, noRoot,
                "bubblewrap (the system read-only, the job's own directory, no network, no other process)");
        }

        var reasons = string.Join("; ", new[] { lacking, cannot }.OfType<string>());
        if (wanted != IsolationPreference.Auto)
        {
            why = $"isolation = \"{ChoiceText.Isolations.Name(wanted)}\" cannot be had here: {reasons}";
            return null;
        }

        return version >= Landlock.AllFiles && filter
            ? new JobIsolation(
                system, new LandlockSandbox(system, version), null, root, noRoot,
                $"landlock in part (the system read-only, the job's own directory, no network; {reasons})")
            : Without(reasons, root, noRoot);
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
            $"none ({why}): what a source names, the compiler reads with the rights of "
                + UserAccount.NameOf(Libc.EffectiveUser()));
}
