using Distplusplus.Configuration;

namespace Distplusplus.Diagnostics.Check;

/// <summary>The findings of <c>check</c> about files and variables.</summary>
internal static class SettingsFindings
{
    public const string NoServers =
        "no hosts are configured, everything is compiled locally: set DISTPLUSPLUS_SERVERS=host:port, or write "
            + "servers = [\"host:port\"] to ~/.config/distplusplus/distplusplus.toml";

    private const string Subject = "configuration";

    /// <param name="variables">Those of our name that nobody reads.</param>
    public static IEnumerable<Finding> Of(
        ClientConfiguration configuration, IEnumerable<ConfigurationProblem> variables)
    {
        if (configuration.File is { } file)
        {
            yield return Finding.Ok(Subject, $"the file is {file}");
        }
        else
        {
            yield return Finding.Ok(Subject, "there is no configuration file");
        }

        foreach (var problem in configuration.Problems.Concat(variables))
        {
            var (cause, cure) = Split(problem.Sentence);
            yield return new Finding(
                problem.IsMisunderstood ? Severity.Problem : Severity.Warning,
                Subject,
                $"{problem.Origin}: {cause}",
                cure);
        }

        if (configuration.Settings.Servers.IsEmpty)
        {
            var (cause, cure) = Split(NoServers);
            yield return Finding.Warning("hosts", cause, cure);
        }
    }

    /// <summary>Splits a sentence of the form "cause: cure", or "cause, did you mean …?".</summary>
    private static (string Cause, string Cure) Split(string sentence)
        => sentence.LastIndexOf(", did you mean ", StringComparison.Ordinal) is > 0 and var comma
            ? (sentence[..comma], sentence[(comma + 2)..])
            : sentence.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? (sentence[..colon], sentence[(colon + 2)..])
            : (sentence, "");
}
