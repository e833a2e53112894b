using Distplusplus.Configuration;

namespace Distplusplus.Diagnostics;

/// <summary>What <c>check</c> says of files and variables.</summary>
internal static class SettingsFindings
{
    public const string NoServers =
        "no hosts are configured, everything is compiled here: set DISTPLUSPLUS_SERVERS=host:port, or write "
        + "servers = [\"host:port\"] into ~/.config/distplusplus/distplusplus.toml";

    private const string Subject = "configuration";

    public static IEnumerable<Finding> Of(ClientConfiguration configuration)
    {
        if (configuration.File is { } file)
        {
            yield return Finding.Ok(Subject, $"read {file}");
        }
        else
        {
            yield return Finding.Ok(Subject, "there is no configuration file");
        }

        foreach (var problem in configuration.Problems)
        {
            var (cause, cure) = Split(problem.Message);
            yield return problem.IsMisunderstood
                ? Finding.Problem(Subject, cause, cure)
                : Finding.Warning(Subject, cause, cure);
        }

        if (configuration.Settings.Servers.IsEmpty)
        {
            var (cause, cure) = Split(NoServers);
            yield return Finding.Warning("hosts", cause, cure);
        }
    }

    /// <summary>A sentence of the form "what is wrong: what to do".</summary>
    private static (string Cause, string Cure) Split(string message)
        => message.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? (message[..colon], message[(colon + 2)..])
            : (message, "");
}
