using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Distplusplus.Client.Local;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Network;

namespace Distplusplus.Client.Hosts;

/// <summary>
/// Resolves a host list: each address of a name and each target of a service is one host. Results are cached in small
/// files under the runtime directory; an old result is used and refreshed in the background, so that only the first
/// compile waits for the name service.
/// </summary>
/// <param name="directory">Null: nothing is remembered.</param>
/// <param name="addressesOf">Of a host's name; throws <see cref="SocketException"/>.</param>
/// <param name="placesOf">Of a service's name; null: nobody answers.</param>
internal sealed class HostDiscovery(
    string? directory,
    Func<string, IPAddress[]> addressesOf,
    Func<string, IReadOnlyList<(string Target, int Port)>?> placesOf,
    TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public static HostDiscovery OfThisMachine(string? directory, ClientSettings settings) => new(
        directory,
        name => AddressesOf(name, settings.ConnectTimeout),
        name => ServiceLookup.OfThisMachine(settings.ConnectTimeout).Find(name),
        TimeProvider.System);

    /// <summary>Resolves a list. A name that does not resolve stays in it: connecting reports the error.</summary>
    public ImmutableArray<HostAddress> Expand(ImmutableArray<HostAddress> servers)
        => servers.Any(IsName) ? [.. servers.SelectMany(Expand).Distinct()] : servers;

    private IEnumerable<HostAddress> Expand(HostAddress server)
    {
        if (!IsName(server))
        {
            return [server];
        }

        var (places, age) = Read(server);
        if (places is null)
        {
            places = Ask(server);
            Write(server, places ?? []);
        }
        else if (age > Fresh || age < TimeSpan.Zero)
        {
            new Thread(() => Renew(server, places)) { IsBackground = true, Name = "discovery" }.Start();
        }

        return places switch
        {
            null or [] => [server],
            [var only] when server.Kind == HostAddressKind.Network => [server with { Address = only.Address }],
            _ => places.Select(place => new HostAddress(HostAddressKind.Network, place.Address.ToString(), place.Port)
            {
                Transport = server.Transport,
                Entry = server,
            }),
        };
    }

    private static bool IsName(HostAddress server) => server.Kind switch
    {
        HostAddressKind.Network => !server.IsThisMachineOnly && !IPAddress.TryParse(server.Name, out _),
        HostAddressKind.Service => true,
        HostAddressKind.UnixSocket => false,
    };

    private static IPAddress[] AddressesOf(string name, TimeSpan patience)
    {
        IPAddress[]? found = null;
        var asking = new Thread(() =>
        {
            try
            {
                found = Dns.GetHostAddresses(name);
            }
            catch (SocketException)
            {
            }
        })
        {
            IsBackground = true,
        };
        asking.Start();
        return asking.Join(patience) && found is not null ? found : throw new TimeoutException();
    }

    /// <returns>Null: nobody knows.</returns>
    private IPEndPoint[]? Ask(HostAddress server)
    {
        try
        {
            return server.Kind == HostAddressKind.Service
                ? placesOf(server.Name)?.SelectMany(place => Places(place.Target, place.Port)).Distinct().ToArray()
                : [.. Places(server.Name, server.Port)];
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return null;
        }
    }

    private IEnumerable<IPEndPoint> Places(string name, int port)
        => addressesOf(name).Distinct().Select(address => new IPEndPoint(address, port));

    private void Renew(HostAddress server, IPEndPoint[] known)
    {
        try
        {
            // One of all siblings asks.
            if (new LocalSlots(directory, "discovery", 1).TryTake(keepAcrossExec: false) is { } turn)
            {
                using (turn)
                {
                    Write(server, Ask(server) is { Length: > 0 } found ? found : known);
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What is known stays known.
        }
    }

    private (IPEndPoint[]? Places, TimeSpan Age) Read(HostAddress server)
    {
        if (directory is null || HintFile.Read(FileOf(server)) is not [var at, .. var lines]
            || !long.TryParse(at, CultureInfo.InvariantCulture, out var writtenMs))
        {
            return (null, default);
        }

        IPEndPoint[] places =
        [
            .. lines.Select(line => IPEndPoint.TryParse(line, out var place) ? place : null).OfType<IPEndPoint>(),
        ];
        var age = TimeSpan.FromMilliseconds(NowMs() - writtenMs);

        // That nobody knew a name is believed for a while only.
        return places.Length == 0 && (age > Fresh || age < TimeSpan.Zero) ? (null, age) : (places, age);
    }

    private void Write(HostAddress server, IPEndPoint[] places)
    {
        if (directory is not null)
        {
            HintFile.Write(FileOf(server), places.Select(place => $"{place}").Prepend($"{NowMs()}"));
        }
    }

    private string FileOf(HostAddress server) => $"{directory}/name-{server.Name}-{server.Port}";

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
