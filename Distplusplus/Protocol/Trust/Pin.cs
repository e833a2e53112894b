namespace Distplusplus.Protocol.Trust;

/// <summary>A line of known_hosts: this host has this key.</summary>
/// <param name="Line">From 1.</param>
internal sealed record Pin(string Host, KeyFingerprint Key, string File, int Line)
{
    public string Place => $"{File}:{Line}";
}
