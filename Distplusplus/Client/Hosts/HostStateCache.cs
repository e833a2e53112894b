using Distplusplus.Configuration.Choices;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Hosts;

/// <summary>
/// The state of hosts, shared by sibling processes: one file of fixed records, each read on first use and written in
/// place. No process waits for another; a torn or lost record only loses a hint.
/// </summary>
internal sealed class HostStateCache
{
    private const int Records = 256;

    /// <summary>
    /// The number of compiles over which speeds are averaged: large enough to smooth one large compile, small enough to
    /// follow changes of load.
    /// </summary>
    private const int CompilesRemembered = 32;

    /// <summary>The smallest compile takes its time as well.</summary>
    private const int BytesOfNothing = 4096;

    /// <summary>For so long a host is not asked again for a tree that it does not have.</summary>
    private const int SecondsWithoutTreeAtRoot = 5 * 60;

    private readonly string? _path;
    private readonly TimeProvider _clock;
    private readonly Dictionary<ulong, HostHint> _hints = [];
    private SharedFile? _file;

    /// <param name="directory">Null: nothing is remembered.</param>
    public HostStateCache(string? directory, TimeProvider clock)
    {
        _clock = clock;
        _path = directory is null ? null : $"{directory}/hosts";
    }

    public HostHint Of(HostAddress host)
    {
        var key = HostHint.KeyOf(host.ToString());
        return _hints.TryGetValue(key, out var known)
            ? known
            : _hints[key] = Read(key) ?? new HostHint { Key = key };
    }

    /// <summary>The time for which the host is still skipped, from now; zero if it may be asked.</summary>
    public TimeSpan PenaltyOf(HostAddress host) => PenaltyOf(Of(host));

    private TimeSpan PenaltyOf(HostHint hint)
    {
        if (hint.Failures == 0)
        {
            return TimeSpan.Zero;
        }

        var left = hint.FailedAtMs + Penalty(hint.Failures).TotalMilliseconds - NowMs();

        // A clock that was set back must not lock a host out.
        return left <= 0 || left > LongestPenalty.TotalMilliseconds ? TimeSpan.Zero : TimeSpan.FromMilliseconds(left);
    }

    /// <summary>The host spoke to us: whatever was held against it is forgotten.</summary>
    public void Answered(HostAddress host, HostLoad? load)
    {
        var hint = Latest(host);
        if (hint.Failures == 0 && load is null)
        {
            return;
        }

        Write(hint with
        {
            Failures = 0,
            OnlySlow = false,
            LoadAtMs = load is null ? hint.LoadAtMs : NowMs(),
            Slots = (int?)load?.Slots ?? hint.Slots,
            Running = (int?)load?.Running ?? hint.Running,
            Queued = (int?)load?.Queued ?? hint.Queued,
        });
    }

    /// <summary>Records a compile; its time measures the host's speed.</summary>
    /// <param name="bytes">Outputs that came back.</param>
    public void Compiled(HostAddress host, TimeSpan wall, long bytes)
    {
        if (wall <= TimeSpan.Zero)
        {
            return;
        }

        var hint = Latest(host);
        var compiles = Math.Min(hint.Compiles + 1, CompilesRemembered);
        var pace = Math.Log2(wall.TotalMicroseconds / (bytes + BytesOfNothing));
        Write(hint with { Compiles = compiles, Pace = hint.Pace + ((pace - hint.Pace) / compiles) });
    }

    /// <summary>Records that the host cannot mount the tree of a job as "/".</summary>
    public void HasNoTreeAtRoot(HostAddress host)
        => Write(Latest(host) with { NoTreeAtRoot = (uint)(NowMs() / 1000) });

    /// <summary>True if the host reported this within the last minutes.</summary>
    public bool LacksTreeAtRoot(HostAddress host)
        => (NowMs() / 1000) - Of(host).NoTreeAtRoot is >= 0 and < SecondsWithoutTreeAtRoot;

    /// <summary>The host failed us. Compile errors and refusals of a job are no failures.</summary>
    public void Failed(HostAddress host, string sentence) => Failed(Latest(host), sentence, onlySlow: false);

    /// <summary>Records that the host did not answer while another one granted.</summary>
    public void WasSlow(HostAddress host, string sentence)
        => Failed(Latest(host), sentence, onlySlow: Latest(host) is { OnlySlow: true } or { Failures: 0 });

    private void Failed(HostHint hint, string sentence, bool onlySlow)
        => Write(hint with
        {
            Failures = Math.Min(hint.Failures + 1, 16),
            OnlySlow = onlySlow,
            FailedAtMs = NowMs(),
            LastFailure = sentence,
        });

    /// <summary>
    /// Announces that this process asks a host whose penalty has expired. Until it knows more, or has died, siblings
    /// skip the host, so that only one of them waits for a host that is still down.
    /// </summary>
    /// <returns>Whether nobody else was quicker.</returns>
    public bool Claim(HostAddress host)
    {
        var hint = Latest(host);
        if (PenaltyOf(hint) > TimeSpan.Zero)
        {
            return false;
        }

        Write(hint with { Failures = Math.Max(hint.Failures, FailuresOfLongest), FailedAtMs = NowMs() });
        return true;
    }

    /// <summary>Time since the last failure.</summary>
    public TimeSpan AgeOf(HostHint hint) => TimeSpan.FromMilliseconds(Math.Max(0, NowMs() - hint.FailedAtMs));

    /// <summary>The age of the host's load report.</summary>
    public TimeSpan LoadAge(HostHint hint) => TimeSpan.FromMilliseconds(Math.Max(0, NowMs() - hint.LoadAtMs));

    /// <summary>With the connect timeout after it: a host that returns is used again within 5 s.</summary>
    private static readonly TimeSpan LongestPenalty = TimeSpan.FromSeconds(2);

    private const int FailuresOfLongest = 4;

    private static TimeSpan Penalty(int failures)
    {
        var penalty = TimeSpan.FromMilliseconds(250 * Math.Pow(2, failures - 1));
        return penalty < LongestPenalty ? penalty : LongestPenalty;
    }

    private long NowMs() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Siblings may have written since this process read the record.
    private HostHint Latest(HostAddress host)
    {
        var known = Of(host);
        return Read(known.Key) ?? known;
    }

    private HostHint? Read(ulong key)
    {
        _file ??= _path is null ? null : SharedFile.Open(_path, create: false);
        Span<byte> record = stackalloc byte[HostHint.RecordBytes];
        return _file?.Read(record, PlaceOf(key)) == record.Length && HostHint.Read(record) is { } hint
            && hint.Key == key
                ? hint
                : null;
    }

    // Two hosts that share a place in the file overwrite each other's hints, which costs a hint.
    private void Write(HostHint hint)
    {
        _hints[hint.Key] = hint;
        _file ??= _path is null ? null : SharedFile.Open(_path, create: true);
        _ = _file?.Write(hint.ToRecord(), PlaceOf(hint.Key));
    }

    private static long PlaceOf(ulong key) => (long)(key % Records) * HostHint.RecordBytes;
}
