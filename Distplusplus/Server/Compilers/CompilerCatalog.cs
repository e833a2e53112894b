using System.Collections.Immutable;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Compilers;

/// <summary>
/// The compilers this host offers and what they are. Made once by HostAssembly; looks again when a compiler's file has
/// changed, and for new ones when a client asks for what is not here.
/// </summary>
internal sealed class CompilerCatalog(
    CompilerDirectories directories, Func<string, string?, CatalogFinding> inspect, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly ForeignTargets _foreign = new(inspect, time);
    private ImmutableArray<CatalogEntry> _entries = [];
    private long _looked;

    /// <summary>Why a compiler must not be offered that nobody else could have put there; null: it may.</summary>
    public Func<string, string?> Objection { get; init; } = _ => null;

    public ImmutableArray<CatalogEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return _entries;
            }
        }
    }

    /// <summary>Inspects everything the directories name.</summary>
    public void Look()
    {
        lock (_lock)
        {
            LookLocked();
        }
    }

    /// <summary>The clangs of this host when they are given a target other than their own.</summary>
    /// <param name="peer">Who asks.</param>
    public IEnumerable<CatalogEntry> For(string target, string peer) => _foreign.All(Entries, target, peer);

    /// <summary>The compiler for a job.</summary>
    /// <param name="peer">Who wants it.</param>
    /// <returns>Null, or why there is none.</returns>
    public Refusal? Choose(CompilerFingerprint wanted, Language language, string peer, out CatalogEntry? chosen)
    {
        lock (_lock)
        {
            Refresh();
            chosen = Match(wanted, language);
            if (chosen is not null && TrustedPath.Objection(chosen.Path) is not null)
            {
                LookLocked();
                chosen = Match(wanted, language);
            }

            if (chosen is null && time.GetElapsedTime(_looked) > LookAgain)
            {
                LookLocked();
                chosen = Match(wanted, language);
            }

            if (chosen is not null)
            {
                return null;
            }
        }

        chosen = _foreign.Match(Entries, wanted, language, peer, out var isUnknown);
        return chosen is not null ? null : isUnknown ? Unknown(wanted.Target) : WhyNot(wanted, language);
    }

    private void LookLocked()
    {
        var known = _entries.Where(entry => entry.Fingerprint is not null).DistinctBy(entry => entry.Path)
            .ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var inspected = new Dictionary<(ulong, ulong), CatalogEntry>();
        var entries = ImmutableArray.CreateBuilder<CatalogEntry>();
        foreach (var (name, listed, path) in directories.Read())
        {
            if (path is null || FileIdentity.Of(path) is not { } file)
            {
                entries.Add(new CatalogEntry(name, path ?? "", default, null, "no such compiler on this machine"));
                continue;
            }

            if ((TrustedPath.Objection(listed) ?? TrustedPath.Objection(path) ?? Objection(path)) is { } objection)
            {
                entries.Add(new CatalogEntry(name, path, file, null, objection));
                continue;
            }

            if (!inspected.TryGetValue((file.Device, file.Inode), out var twin))
            {
                twin = known.TryGetValue(path, out var before)
                    && before.File == file ? before : Inspect(name, path, file);
                inspected.Add((file.Device, file.Inode), twin);
            }

            entries.Add(twin with { Name = name, Path = path });
        }

        _entries = entries.ToImmutable();
        _looked = time.GetTimestamp();
    }

    private CatalogEntry Inspect(string name, string path, FileIdentity file)
    {
        var finding = inspect(path, null);
        return new CatalogEntry(name, path, file, finding.Fingerprint, finding.Trouble);
    }

    /// <summary>A package upgrade changes compilers under a running host.</summary>
    private void Refresh()
    {
        foreach (var entry in _entries)
        {
            if (entry.Path.Length > 0 && FileIdentity.Of(entry.Path) != entry.File)
            {
                LookLocked();
                return;
            }
        }
    }

    private CatalogEntry? Match(CompilerFingerprint wanted, Language language)
    {
        var digest = Convert.ToHexStringLower(wanted.Digest.Span);
        return _entries.FirstOrDefault(
            entry => entry.Fingerprint is { } mine && mine.Family == wanted.Family && mine.Digest == digest
                && mine.Languages.Contains(language));
    }

    private static Refusal Unknown(string target) => new(
        RefusalReason.CompilerDiffers, target,
        $"the host does not query its clang for the target {NativeText.ForPeople(target)}: this client has caused "
            + $"{ForeignTargets.MostAsked} such queries within a minute; try again in a minute");

    private Refusal WhyNot(CompilerFingerprint wanted, Language language)
    {
        var digest = Convert.ToHexStringLower(wanted.Digest.Span);
        var shown = NativeText.ForPeople($"{wanted.Version} for {wanted.Target}");
        var entries = Entries;
        if (entries.Any(entry => entry.Fingerprint?.Digest == digest && entry.Fingerprint.Family == wanted.Family))
        {
            return new Refusal(
                RefusalReason.LanguageUnsupported, language.ToString(),
                $"the host has {shown}, but it cannot compile {language}; install that part on the host");
        }

        if (wanted.Family == CompilerFamily.Clang && entries.FirstOrDefault(entry => entry.Fingerprint is { } mine
            && mine.Version == wanted.Version && mine.Target != wanted.Target) is { } elsewhere)
        {
            return new Refusal(
                RefusalReason.CompilerDiffers, wanted.Target,
                $"the host's {elsewhere.Fingerprint!.Version} for {elsewhere.Fingerprint.Target} differs from the "
                    + $"client's when it compiles for {NativeText.ForPeople(wanted.Target)}: it lacks that target, "
                    + "has other default options or evaluates math functions differently; use a host of the client's "
                    + "architecture");
        }

        var kin = entries
            .Where(entry => entry.Fingerprint?.Family == wanted.Family && entry.Fingerprint.Target == wanted.Target)
            .MaxBy(entry => entry.Fingerprint!.Version == wanted.Version);
        return kin is not null
            ? new Refusal(
                RefusalReason.CompilerDiffers, wanted.Version,
                kin.Fingerprint!.Version == wanted.Version
                    ? $"the host's {shown} has other default options, another assembler or other parts than the "
                        + "client's; install both from the same package"
                    : $"the host has {kin.Fingerprint.Version}, the client {shown}; install the same version on both")
            : new Refusal(
                RefusalReason.NoSuchCompiler, wanted.Version,
                $"the host has no compiler like {shown}; install it on the host");
    }
}
