using System.Text.RegularExpressions;

namespace Distplusplus.Tests.HouseRules;

/// <summary>Calls and names that do not belong here, and where they are allowed all the same.</summary>
internal static partial class BannedWords
{
    /// <summary>Waits that block or never end, and clocks nobody can turn in a test.</summary>
    public static IEnumerable<string> Calls(SourceFile file) => file.IsProduct ? file.Findings(BannedCall()) : [];

    /// <summary>Standard streams are the doors' business.</summary>
    public static IEnumerable<string> ConsoleOutsideTheDoors(SourceFile file)
        => file.IsProduct && file.Room is not ("Program" or "CommandLine") ? file.Findings(ConsoleUse()) : [];

    /// <summary>Work that nobody does is no comment.</summary>
    public static IEnumerable<string> Promises(SourceFile file)
        => file.Lines.Select((line, i) => (line, i))
            .Where(l => Promise().IsMatch(l.line) && file.Name != nameof(BannedWords))
            .Select(l => $"{file.Path}:{l.i + 1}: {l.line.Trim()}");

    /// <summary>Names that say nothing.</summary>
    public static IEnumerable<string> EmptyNames(SourceFile file)
        => file.TopLevelTypes()
            .Where(t => EmptyName().IsMatch(t.Name))
            .Select(t => $"{file.Path}:{t.Line + 1}: {t.Name}");

    /// <summary>How fast a machine is and what else it does is no part of a test's verdict.</summary>
    public static IEnumerable<string> JudgedTime(SourceFile file)
        => file.IsProduct ? [] : file.Findings(TimeInVerdict());

    // A task is known by its name or by the call that gives it: others may have a Result, and a process is waited for.
    [GeneratedRegex(
        @"\bThread\.Sleep\b|(\)|[tT]asks?)\.(Result\b|Wait\(\))|\.GetAwaiter\(\)\.GetResult\(\)"
        + @"|\bDateTime(Offset)?\.(Utc)?Now\b|\bEnvironment\.TickCount|\bTask\.Run\((?![^;]*[cC]ancell?ation)"
        + @"|\basync\s+void\b|\bTask\.WaitA(ll|ny)\(|\bGC\.Collect\(|\bStopwatch\.(StartNew|GetTimestamp)\(")]
    private static partial Regex BannedCall();

    [GeneratedRegex(
        @"\bAssert\.That\(.*\b(\w*Elapsed\w*|CpuUsage|CpuTime|TotalProcessorTime)\b.*\b(Is|Has|Does)\.")]
    private static partial Regex TimeInVerdict();

    [GeneratedRegex(@"\bConsole\.\w+")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex Promise();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Common|Base|Impl)$")]
    private static partial Regex EmptyName();
}
