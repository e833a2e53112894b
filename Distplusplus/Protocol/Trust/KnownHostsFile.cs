using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Protocol.Trust;

/// <summary>
/// known_hosts: the keys that hosts showed when this client was paired with them, "host:port fingerprint" a line. Read
/// for a connection to a host of the network; written by `distplusplus hosts pair`.
/// </summary>
internal static class KnownHostsFile
{
    private const long Longest = 1 << 20;
    private const uint Mode = 0x1A4; // 0644

    /// <summary>The pins of a host; those of its own address before those of the name that led to it.</summary>
    public static IReadOnlyList<Pin> Find(TlsSettings tls, HostAddress host)
    {
        List<Pin>? found = null;
        foreach (var file in TrustFiles.Lists(tls, TrustFiles.KnownHosts))
        {
            foreach (var pin in Read(file))
            {
                if (pin.Host == host.Place || pin.Host == host.Entry?.Place)
                {
                    (found ??= []).Add(pin);
                }
            }
        }

        return found ?? (IReadOnlyList<Pin>)[];
    }

    /// <summary>Pins a host; what was pinned for it before is taken out.</summary>
    /// <exception cref="NativeFileException">It cannot be written.</exception>
    public static void Set(string file, string host, KeyFingerprint key)
    {
        var lines = Lines(file).Where(line => PinOf(line, file, 0)?.Host != host).Append($"{host} {key}");
        PrivateFile.Replace(file, NativeText.Encode(string.Join('\n', lines) + "\n"), Mode);
    }

    private static IEnumerable<Pin> Read(string file)
    {
        var number = 0;
        foreach (var line in Lines(file))
        {
            number++;
            if (PinOf(line, file, number) is { } pin)
            {
                yield return pin;
            }
        }
    }

    private static string[] Lines(string file)
    {
        // Most users have none, and an exception costs more than all else that is done here.
        if (FileIdentity.Of(file) is null)
        {
            return [];
        }

        var text = NativeText.Decode(NativeFile.ReadAll(file, Longest));
        return text.TrimEnd('\n') is { Length: > 0 } content ? content.Split('\n') : [];
    }

    private static Pin? PinOf(string line, string file, int number)
        => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [['#', ..], ..] ? null
            : line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var host, var key, ..]
                && KeyFingerprint.TryParse(key, out var fingerprint)
                ? new Pin(host, fingerprint.Value, file, number)
                : null;
}
