using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Protocol.Trust;
using Distplusplus.Server.Compilers;

namespace Distplusplus.Server.Trust;

/// <summary>
/// The files that say who may come in: whoever can write one, or could put another in its place, decides that. Judged
/// as sshd judges its own (StrictModes), at the start and whenever one is read again.
/// </summary>
internal static class AccessFiles
{
    /// <returns>Null: only root and this user can change it; else what is wrong with it and what to do.</returns>
    public static string? Objection(string file)
        => TrustedPath.Objection(
            Path.GetFullPath(file), Libc.EffectiveUser(), "change the access rules", mayLack: true);

    /// <summary>Of all files that these settings name, and of the one they stand in.</summary>
    /// <inheritdoc cref="Objection(string)"/>
    public static string? Objection(ServerSettings settings, SettingsFile? file)
    {
        var tls = settings.Tls;
        string?[] files = ListenProtections.Of(settings) == ListenProtection.Tls
            ?
            [
                file?.Name, tls.Certificate, tls.Key, tls.Authority,
                .. TrustFiles.Lists(tls, TrustFiles.AuthorizedClients),
                .. TrustFiles.Lists(tls, TrustFiles.HostKey),
            ]
            : [file?.Name];
        return files.OfType<string>().Select(Objection).FirstOrDefault(objection => objection is not null);
    }
}
