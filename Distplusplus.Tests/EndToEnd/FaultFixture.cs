using System.Text.Json;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Everything is right but for one thing, broken on purpose: `check` names it and what to do.</summary>
internal abstract class FaultFixture : SandboxFixture
{
    /// <param name="finding">How it begins: "severity subject: cause → cure".</param>
    protected static void Names(FarmClient client, int exitCode, string finding, bool pattern = false)
    {
        var (findings, code) = Check(client);
        Assert.That(findings, pattern ? Has.Some.Match($"^{finding}") : Has.Some.StartsWith(finding));
        Assert.That(code, Is.EqualTo(exitCode), string.Join('\n', findings));
    }

    protected static (List<string> Findings, int ExitCode) Check(FarmClient client)
    {
        var result = client.Command(NativeBinary.Path, "check", "--json").Run();
        return (FindingsOf(result), result.ExitCode);
    }

    protected static List<string> FindingsOf(CommandResult result)
    {
        Assert.That(result.Output, Does.StartWith("{"), result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return
        [
            .. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding =>
                $"{finding.GetProperty("severity")} {finding.GetProperty("subject")}: {finding.GetProperty("cause")}"
                + (finding.GetProperty("cure").GetString() is { Length: > 0 } cure ? $" → {cure}" : "")),
        ];
    }
}
