namespace Distplusplus.Protocol;

/// <summary>
/// Lengths of time as a peer tells them. They saturate: no number on the wire is an error, and sums of many stay in
/// range.
/// </summary>
internal static class PeerTime
{
    /// <summary>Longer than any job or uptime that matters.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(100);

    public static TimeSpan FromMilliseconds(ulong count)
        => count < Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds((long)count) : Longest;

    public static TimeSpan FromMicroseconds(ulong count)
        => count < Longest.TotalMicroseconds ? TimeSpan.FromMicroseconds((long)count) : Longest;

    /// <summary>Both together.</summary>
    public static TimeSpan FromMicroseconds(ulong one, ulong other)
        => FromMicroseconds(one) + FromMicroseconds(other) is var sum && sum < Longest ? sum : Longest;
}
