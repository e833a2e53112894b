namespace Distplusplus.Server.Reporting;

/// <summary>A job this host would not do. Kept by JobJournal.</summary>
/// <param name="Peer">Where it came from, as the connection says.</param>
/// <param name="Source">Made fit for people; "-" when the offer was not understood.</param>
internal sealed record RefusalRecord(DateTimeOffset When, string Peer, string Source, Refusal Refusal);
