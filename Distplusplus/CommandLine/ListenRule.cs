using Distplusplus.Configuration;

namespace Distplusplus.CommandLine;

/// <summary>Safe unless told otherwise: who can be reached from other machines says that this is meant.</summary>
internal static class ListenRule
{
    /// <returns>Why a host must not listen there; null: it may.</returns>
    public static string? Objection(ServerConfiguration configuration)
    {
        var settings = configuration.Settings;
        return settings.Listen.IsThisMachineOnly || settings.InsecurePlaintext
            ? null
            : $"{configuration.OriginOf("listen")}: other machines can reach {settings.Listen}, and whoever "
                + "reaches it can run compilers here and read what others send: listen at 127.0.0.1 or unix:/path, "
                + "or add --insecure-plaintext where you trust the whole network";
    }
}
