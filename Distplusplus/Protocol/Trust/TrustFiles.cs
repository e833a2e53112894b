using Distplusplus.Configuration;

namespace Distplusplus.Protocol.Trust;

/// <summary>The files of pairing, by name.</summary>
internal static class TrustFiles
{
    public const string KnownHosts = "known_hosts";
    public const string AuthorizedClients = "authorized_clients";
    public const string HostKey = "host.pem";
    public const string ClientKey = "client.pem";

    /// <summary>The directory of the files for all users of this machine.</summary>
    public const string SystemDirectory = "/etc/distplusplus";

    /// <summary>The lists of that name, this user's first.</summary>
    public static IEnumerable<string> Lists(TlsSettings tls, string name)
    {
        if (tls.Directory is { } own && own != SystemDirectory)
        {
            yield return $"{own}/{name}";
        }

        yield return $"{SystemDirectory}/{name}";
    }
}
