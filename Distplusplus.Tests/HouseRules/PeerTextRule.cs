using System.Text.RegularExpressions;

namespace Distplusplus.Tests.HouseRules;

/// <summary>
/// What a peer says is sanitized where it is read (PeerMessages, ConnectionFailure) and made printable once more where
/// it is shown. Each way in and out has its file; another one is found here.
/// </summary>
internal static partial class PeerTextRule
{
    private static readonly (Regex What, string[] Files)[] In =
    [
        (ParsedReply(), ["CompileCall"]),
        (Stub(), ["HostQuery"]),
        (StatusDetail(), ["ConnectionFailure"]),
        (OfferRead(), ["CompileJob"]),
    ];

    private static readonly (Regex What, string[] Files)[] Out =
    [
        (WrittenText(), ["ClientLog", "StandardStreams"]),
        (Json(), ["ReportJson"]),
        (WrittenLine(), []),
    ];

    public static IEnumerable<string> ByOneDoor(SourceFile file) => Elsewhere(file, In);

    public static IEnumerable<string> OutByFewDoors(SourceFile file) => Elsewhere(file, Out);

    private static IEnumerable<string> Elsewhere(SourceFile file, (Regex What, string[] Files)[] doors)
        => file.IsProduct
            ? doors.Where(door => !door.Files.Contains(file.Name)).SelectMany(door => file.Findings(door.What))
            : [];

    [GeneratedRegex(@"\b(CompileReply|HostDescription|HostState|Offer)\.Parser\b")]
    private static partial Regex ParsedReply();

    [GeneratedRegex(@"\bnew BuildHost\.BuildHostClient\b|\bnew BuildHostClient\b")]
    private static partial Regex Stub();

    [GeneratedRegex(@"\bStatus\.Detail\b")]
    private static partial Regex StatusDetail();

    [GeneratedRegex(@"\.Current\??\.Offer\b")]
    private static partial Regex OfferRead();

    [GeneratedRegex(@"\bNativeFile\.WriteAll\([^;]*NativeText\.Encode\([^;]*\bstderr|\bWriteAll\(descriptor\b")]
    private static partial Regex WrittenText();

    [GeneratedRegex(@"\bJsonSerializer\.Serialize\b")]
    private static partial Regex Json();

    // A line that somebody else made: through NativeText.ForPeople.
    [GeneratedRegex(@"\b(output|error)\.WriteLine\(line\)")]
    private static partial Regex WrittenLine();
}
