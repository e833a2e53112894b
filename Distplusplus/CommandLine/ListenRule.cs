using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Server.Trust;

namespace Distplusplus.CommandLine;

/// <summary>Safe unless told otherwise: who can be reached from other machines says that this is meant.</summary>
internal static class ListenRule
{
    /// <returns>Why a host must not listen there; null: it may.</returns>
    public static string? Objection(ServerConfiguration configuration)
    {
        var settings = configuration.Settings;
        return ListenProtections.Of(settings) != ListenProtection.Forbidden
            ? PageObjection("status", settings.Status, configuration)
                ?? PageObjection("metrics", settings.Metrics, configuration)
            : $"{configuration.OriginOf("listen")}: other machines can reach {settings.Listen}, and whoever "
                + "reaches it can run compilers here and read what others send: leave out plain:, which gives TLS, "
                + "or add --insecure-plaintext where you trust the whole network";
    }

    private static string? PageObjection(string key, HostAddress? address, ServerConfiguration configuration)
        => address is null or { IsThisMachineOnly: true } || configuration.Settings.InsecurePlaintext
            ? null
            : $"{configuration.OriginOf(key)}: {key}: other machines can reach {address}, where nothing is encrypted, "
                + "and see who compiles what: write a port alone, which only this machine reaches, or add "
                + "--insecure-plaintext, with `allow` and with tls: before the address of `listen`";
}
