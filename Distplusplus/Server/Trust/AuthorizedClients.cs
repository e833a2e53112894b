using System.Collections.Frozen;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol.Trust;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// authorized_clients: the keys of the clients that were paired with this host, "fingerprint comment" a line. Read
/// again whenever a file has changed, so that a line that is taken out shuts the door at once; a file that others may
/// write is not.
/// </summary>
internal sealed class AuthorizedClients(TlsSettings tls)
{
    private const long Longest = 1 << 20;

    private readonly string[] _files = [.. TrustFiles.Lists(tls, TrustFiles.AuthorizedClients)];
    private readonly Lock _lock = new();
    private FileIdentity?[]? _read;
    private FrozenSet<string> _keys = [];

    /// <summary>Where a line is to be added.</summary>
    public string File => _files[0];

    public bool Contains(KeyFingerprint key, ILogger logger)
    {
        lock (_lock)
        {
            FileIdentity?[] look = [.. _files.Select(file => FileIdentity.Of(file))];
            if (_read is null || !look.SequenceEqual(_read))
            {
                if (_files.Select(AccessFiles.Objection).FirstOrDefault(wrong => wrong is not null) is { } objection)
                {
                    logger.AuthorizedNotRenewed(objection);
                }
                else
                {
                    _keys = _files.SelectMany(Keys).ToFrozenSet();
                }

                _read = look;
            }

            return _keys.Contains($"{key}");
        }
    }

    // A list that cannot be read admits nobody.
    private static IEnumerable<string> Keys(string file)
    {
        try
        {
            return NativeText.Decode(NativeFile.ReadAll(file, Longest)).Split('\n')
                .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length > 0 && KeyFingerprint.TryParse(words[0], out _))
                .Select(words => words[0]);
        }
        catch (NativeFileException)
        {
            return [];
        }
    }
}
