using Distplusplus.Configuration.Values;

namespace Distplusplus.Diagnostics.Check;

/// <summary>
/// The output of <c>check</c> for people: a line per finding, the cure below it, the settings at the end.
/// </summary>
internal static class CheckText
{
    private const int Column = 9;

    public static IEnumerable<string> Lines(IReadOnlyList<Finding> findings, IEnumerable<SettingOrigin> settings)
    {
        foreach (var finding in findings)
        {
            yield return $"{Name(finding.Severity).PadRight(Column)}{finding.Subject}: {finding.Cause}";
            if (finding.Cure.Length > 0)
            {
                yield return $"{"",Column}  {finding.Cure}";
            }
        }

        yield return "";
        yield return "Settings:";
        foreach (var setting in settings)
        {
            yield return $"  {setting.Key} = {(setting.Value.Length == 0 ? "none" : setting.Value)} ({setting.Origin})";
        }

        yield return "";
        yield return Verdict(findings);
    }

    private static string Verdict(IReadOnlyList<Finding> findings)
    {
        var problems = findings.Count(finding => finding.Severity == Severity.Problem);
        var warnings = findings.Count(finding => finding.Severity == Severity.Warning);
        return (problems, warnings) switch
        {
            (0, 0) => "No problems found.",
            (0, _) => $"{Count(warnings, "warning")}, no problems.",
            (_, 0) => $"{Count(problems, "problem")}.",
            _ => $"{Count(problems, "problem")}, {Count(warnings, "warning")}.",
        };
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static string Name(Severity severity) => severity switch
    {
        Severity.Ok => "ok",
        Severity.Warning => "warning",
        Severity.Problem => "problem",
    };
}
