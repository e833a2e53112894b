using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Server;

/// <summary>Why this host will not do a job. Its twin on the wire is Protocol.Refused.</summary>
/// <param name="Culprit">The option, path or name it is about; may be empty.</param>
/// <param name="Sentence">What happened, to which thing, what to do.</param>
internal sealed record Refusal(RefusalReason Reason, string Culprit, string Sentence)
{
    /// <summary>The text for the host's own log, with details that are not for the client.</summary>
    public string? ForLog { get; init; }

    /// <summary>The cause, the subject and the remedy; printable.</summary>
    public string Sentence { get; } = NativeText.ForPeople(Sentence);

    public static Refusal Malformed(string culprit, string sentence)
        => new(RefusalReason.MalformedOffer, culprit, sentence);

    public static Refusal Limit(string culprit, string sentence)
        => new(RefusalReason.LimitExceeded, culprit, sentence);

    public static Refusal Path(string path, string what)
        => new(RefusalReason.PathNotAllowed, path, $"{NativeText.ForPeople(path)}: {what}");

    public static Refusal Corrupt(string path, string what)
        => new(RefusalReason.ContentCorrupt, path, $"{NativeText.ForPeople(path)}: {what}");

    public static Refusal Trouble(string culprit, string sentence)
        => new(RefusalReason.HostTrouble, culprit, sentence);
}
