using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Compilers;

/// <summary>
/// What the clangs of this host are when they are told a target that is not their own: each is asked once for each
/// target, and only so often, for it is clients who name them. Made by CompilerCatalog, asked outside its lock.
/// </summary>
internal sealed class ForeignTargets(Func<string, string?, CatalogFinding> inspect, TimeProvider time)
{
    private const int MostKnown = 32;
    private const int MostAsked = 16;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Path, FileIdentity File, string Target), Fingerprint?> _known = [];
    private readonly Queue<(string Path, FileIdentity File, string Target)> _oldest = [];
    private long _since = time.GetTimestamp();
    private int _asked;

    /// <summary>The clang that is the wanted one when it is told the target.</summary>
    public CatalogEntry? Match(IEnumerable<CatalogEntry> entries, CompilerFingerprint wanted, Language language)
    {
        if (wanted.Family != CompilerFamily.Clang)
        {
            return null;
        }

        var digest = Convert.ToHexStringLower(wanted.Digest.Span);
        return All(entries.Where(entry => entry.Fingerprint?.Version == wanted.Version), wanted.Target)
            .FirstOrDefault(entry => entry.Fingerprint!.Digest == digest
                && entry.Fingerprint.Languages.Contains(language) && TrustedPath.Objection(entry.Path) is null);
    }

    /// <summary>Every clang that can compile for a target that is not its own, as what it is then.</summary>
    public IEnumerable<CatalogEntry> All(IEnumerable<CatalogEntry> entries, string target)
    {
        if (!ForeignTarget.IsName(target))
        {
            yield break;
        }

        foreach (var entry in entries)
        {
            if (entry.Fingerprint is { Family: CompilerFamily.Clang } own && own.Target != target
                && Find(entry, target) is { } foreign)
            {
                yield return entry with { Fingerprint = foreign, ForeignTarget = target };
            }
        }
    }

    private Fingerprint? Find(CatalogEntry entry, string target)
    {
        var question = (entry.Path, entry.File, target);
        lock (_lock)
        {
            if (_known.TryGetValue(question, out var known))
            {
                return known;
            }

            if (time.GetElapsedTime(_since) > Span)
            {
                _since = time.GetTimestamp();
                _asked = 0;
            }

            if (_asked++ >= MostAsked)
            {
                return null;
            }

            if (_known.Count == MostKnown)
            {
                _known.Remove(_oldest.Dequeue());
            }

            var found = inspect(entry.Path, target).Fingerprint is { CompilesAlone: true } foreign ? foreign : null;
            _known.Add(question, found);
            _oldest.Enqueue(question);
            return found;
        }
    }
}
