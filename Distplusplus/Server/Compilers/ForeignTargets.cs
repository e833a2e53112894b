using Distplusplus.Compiler.Identity;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Compilers;

/// <summary>
/// The clangs of this host when they are given a target other than their own: each is queried once per target, at a
/// limited rate per peer, because clients name the targets. Called outside the catalog's lock.
/// </summary>
internal sealed class ForeignTargets(Func<string, string?, CatalogFinding> inspect, TimeProvider time)
{
    /// <summary>Questions of one peer in a minute.</summary>
    public const int MostAsked = 16;

    private const int MostKnown = 32;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Answer> _oldestFirst = [];
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private long _since = time.GetTimestamp();

    /// <summary>The clang that is the wanted one when it is told the target.</summary>
    /// <param name="peer">Who wants it.</param>
    /// <param name="isUnknown">There is none, and not all were asked, because the peer has named too many.</param>
    public CatalogEntry? Match(
        IEnumerable<CatalogEntry> entries,
        CompilerFingerprint wanted,
        Language language,
        string peer,
        out bool isUnknown)
    {
        isUnknown = false;
        if (wanted.Family != CompilerFamily.Clang)
        {
            return null;
        }

        var digest = Convert.ToHexStringLower(wanted.Digest.Span);
        foreach (var entry in Candidates(entries, wanted.Target))
        {
            if (entry.Fingerprint!.Version != wanted.Version)
            {
                continue;
            }

            if (Find(entry, wanted.Target, peer, ref isUnknown) is { } foreign && foreign.Digest == digest
                && foreign.Languages.Contains(language) && TrustedPath.Objection(entry.Path) is null)
            {
                return entry with { Fingerprint = foreign, ForeignTarget = wanted.Target };
            }
        }

        return null;
    }

    /// <summary>Every clang that can compile for a target that is not its own, as what it is then.</summary>
    /// <param name="peer">Who asks.</param>
    public IEnumerable<CatalogEntry> All(IEnumerable<CatalogEntry> entries, string target, string peer)
    {
        foreach (var entry in Candidates(entries, target))
        {
            var isUnknown = false;
            if (Find(entry, target, peer, ref isUnknown) is { } foreign)
            {
                yield return entry with { Fingerprint = foreign, ForeignTarget = target };
            }
        }
    }

    private static IEnumerable<CatalogEntry> Candidates(IEnumerable<CatalogEntry> entries, string target)
        => ForeignTarget.IsName(target)
            ? entries.Where(entry
                => entry.Fingerprint is { Family: CompilerFamily.Clang } own && own.Target != target)
            : [];

    private Fingerprint? Find(CatalogEntry entry, string target, string peer, ref bool isUnknown)
    {
        Answer? answer;
        lock (_lock)
        {
            answer = _oldestFirst.Find(known => known.File == entry.File && known.Target == target);
            if (answer is null)
            {
                if (!MayAsk(peer))
                {
                    isUnknown = true;
                    return null;
                }

                answer = new Answer(entry.File, target, peer, new Lazy<Fingerprint?>(()
                    => inspect(entry.Path, target).Fingerprint is { CompilesAlone: true } foreign ? foreign : null));
                Keep(answer);
            }
        }

        // A compiler takes its time, and only those wait who want the same of it.
        return answer.Foreign.Value;
    }

    private bool MayAsk(string peer)
    {
        if (time.GetElapsedTime(_since) > Span)
        {
            _since = time.GetTimestamp();
            _asked.Clear();
        }

        var asked = _asked.GetValueOrDefault(peer);
        _asked[peer] = asked + 1;
        return asked < MostAsked;
    }

    // What cannot be used goes first, then the peer's own: nobody drives out what others need.
    private void Keep(Answer answer)
    {
        if (_oldestFirst.Count == MostKnown)
        {
            _oldestFirst.Remove(_oldestFirst.Find(known => known.Foreign is { IsValueCreated: true, Value: null })
                ?? _oldestFirst.Find(known => known.Peer == answer.Peer)
                ?? _oldestFirst[0]);
        }

        _oldestFirst.Add(answer);
    }

    /// <param name="Peer">Who asked first.</param>
    /// <param name="Foreign">Null: it cannot, or not without another's assembler.</param>
    private sealed record Answer(FileIdentity File, string Target, string Peer, Lazy<Fingerprint?> Foreign);
}
