using System.Globalization;
using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>The text about failures of a host that compiles of this user on this machine remember.</summary>
internal static class KnownHost
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    /// <returns>Null: nothing.</returns>
    public static string? Sentence(HostAddress host, HostStateCache? memory)
    {
        if (memory?.Of(host) is not { LastFailure.Length: > 0 } hint
            || (hint.Failures == 0 && memory.AgeOf(hint) > Forgotten))
        {
            return null;
        }

        var penalty = memory.PenaltyOf(host);
        var standing = hint.Failures == 0 ? "in use again"
            : hint.OnlySlow ? "asked last, because it was slow"
            : penalty > TimeSpan.Zero
                ? string.Create(CultureInfo.InvariantCulture, $"skipped for another {penalty.TotalSeconds:0.0} s")
                : "no longer skipped: the next compile tries it";
        var ago = $"{SpanText.Of(memory.AgeOf(hint))} ago";
        var start = $"{host}: ";
        var failure = hint.LastFailure.StartsWith(start, StringComparison.Ordinal)
            ? hint.LastFailure[start.Length..]
            : hint.LastFailure;
        return $"{standing}; its last failure in a compile, {ago}: {failure}";
    }
}
