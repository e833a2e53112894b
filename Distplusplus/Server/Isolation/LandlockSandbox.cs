using System.Collections.Concurrent;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Sandboxing;
using Distplusplus.Server.Jobs;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Shuts compilers in with Landlock and a filter of system calls: microseconds a job, no helper process, the compiler
/// is our own child and its exit and use of resources are its own. Made once by JobIsolation.
/// </summary>
internal sealed class LandlockSandbox
{
    private readonly ReadableSystem _system;
    private readonly int _version;
    private readonly nint _filter;
    private readonly List<(SafeFileHandle Place, bool IsDirectory, LandlockAccess Access)> _always = [];
    private readonly ConcurrentDictionary<string, SafeFileHandle> _installations = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, MountNamespace> _namespaces = new(StringComparer.Ordinal);
    private string? _jobs;

    public LandlockSandbox(ReadableSystem system, int version)
    {
        _system = system;
        _version = version;
        _filter = SystemCallFilter.Build();
        foreach (var place in system.Places)
        {
            var isDirectory = FileIdentity.Of(place) is { IsDirectory: true };
            _always.Add((ReadableSystem.Open(place), isDirectory, LandlockAccess.Run));
        }

        foreach (var device in ReadableSystem.Devices)
        {
            _always.Add((ReadableSystem.Open(device), false, LandlockAccess.Change));
        }
    }

    /// <summary>
    /// The parts that are missing for complete isolation; null if there are none. (Internal, for logs.)
    /// </summary>
    public static string? Lacking(int version, bool filter)
        => version == 0 ? "the kernel has no Landlock, or a container forbids it"
            : !filter ? "the kernel does not filter system calls"
            : version < Landlock.AllFiles
                ? $"the kernel's Landlock is version {version}, which does not restrict all file changes"
            : version < Landlock.Complete
                ? $"the kernel's Landlock is version {version}, which does not restrict signals"
            : null;

    /// <summary>Hides from now on which other files exist, where the machine allows that.</summary>
    /// <param name="jobs">The host's own directory, where jobs work.</param>
    /// <returns>Null; or why it cannot be done here.</returns>
    public string? Hide(string jobs)
    {
        if (MountNamespace.TryMake(_system, [], jobs, out var why) is { } made)
        {
            _namespaces[""] = made;
            _jobs = jobs;
        }

        return why;
    }

    /// <exception cref="NativeFileException">The kernel says no.</exception>
    /// <param name="writable">Directories below ROOT where the job leaves its outputs; they stand.</param>
    public Confinement For(
        string compiler, JobDirectory directory, IEnumerable<string> writable, nint group)
    {
        var ruleset = Landlock.Create(_version);
        try
        {
            foreach (var (place, isDirectory, access) in _always)
            {
                Landlock.Allow(ruleset, place, isDirectory, access, _version);
            }

            foreach (var part in _system.InstallationOf(compiler))
            {
                var place = _installations.GetOrAdd(part, ReadableSystem.Open);
                Landlock.Allow(ruleset, place, isDirectory: true, LandlockAccess.Run, _version);
            }

            using var tree = ReadableSystem.Open(directory.Root);
            Landlock.Allow(ruleset, tree, isDirectory: true, LandlockAccess.Read, _version);
            foreach (var place in writable.Select(path => directory.Root + path).Append(directory.Temporary))
            {
                using var own = ReadableSystem.Open(place);
                Landlock.Allow(ruleset, own, isDirectory: true, LandlockAccess.Change, _version);
            }

            return new Confinement(ruleset, _filter) { Group = group, Namespaces = NamespacesOf(compiler) };
        }
        catch
        {
            ruleset.Dispose();
            throw;
        }
    }

    // A compiler outside the system has one of its own.
    private (int Users, int Mounts)? NamespacesOf(string compiler)
    {
        if (_jobs is null)
        {
            return null;
        }

        var installation = _system.InstallationOf(compiler);
        return _namespaces.GetOrAdd(
            string.Join('\n', installation),
            _ => MountNamespace.TryMake(_system, installation, _jobs, out var why)
                ?? throw new IOException(why)).Descriptors;
    }
}
