using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Server.Trust;

namespace Distplusplus.CommandLine;

/// <summary>Requires an explicit flag for plain text on an address that other machines can reach.</summary>
internal static class ListenRule
{
    /// <returns>Why a host must not listen there; null: it may.</returns>
    public static string? Objection(ServerConfiguration configuration)
    {
        var settings = configuration.Settings;
        return ListenProtections.Of(settings) != ListenProtection.Forbidden
            ? PageObjection("status", settings.Status, configuration)
                ?? PageObjection("metrics", settings.Metrics, configuration)
            : $"{configuration.OriginOf("listen")}: other machines can reach {settings.Listen}, and anyone "
                + "who can connect could run compilers and read the traffic: remove plain:, so that TLS is used, "
                + "or add --insecure-plaintext if you trust the whole network";
    }

    private static string? PageObjection(string key, HostAddress? address, ServerConfiguration configuration)
        => address is null or { IsThisMachineOnly: true } || configuration.Settings.InsecurePlaintext
            ? null
            : $"{configuration.OriginOf(key)}: {key}: other machines can reach {address}, where nothing is encrypted, "
                + "and see who compiles what: write only a port, which listens on loopback, or add "
                + "--insecure-plaintext, with `allow` and with tls: before the address of `listen`";
}
