using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Distplusplus.Configuration.Choices;

/// <summary>
/// The address of a host: "name:port", "1.2.3.4:port", "[v6]:port", "dns:///name:port", "unix:/path" or
/// "srv:_service._tcp.name"; the prefixes "tls:" and "plain:" set the protection of the connection.
/// </summary>
/// <param name="Name">Host name, IP address without brackets, or the socket's path.</param>
/// <param name="Port">TCP port; 0 for a socket path or a service.</param>
internal sealed record HostAddress(HostAddressKind Kind, string Name, int Port)
{
    /// <summary>The port when none is written.</summary>
    public const int DefaultPort = 3633;

    private const string Form = "write host:port, for example build1:3633";
    private const string SocketPrefix = "unix:";
    private const string NamePrefix = "dns:";
    private const string ServicePrefix = "srv:";
    private const string TlsPrefix = "tls:";
    private const string PlainPrefix = "plain:";

    /// <summary>The resolved address of the name; null if it was not looked up yet.</summary>
    public IPAddress? Address { get; init; }

    public HostTransport Transport { get; init; }

    /// <summary>The entry of the host list that led here, where that was a name with several hosts.</summary>
    public HostAddress? Entry { get; init; }

    /// <summary>Only this machine can reach it: a UNIX socket or a loopback address.</summary>
    public bool IsThisMachineOnly => Kind switch
    {
        HostAddressKind.Network
            => Name == "localhost" || (IPAddress.TryParse(Name, out var address) && IPAddress.IsLoopback(address)),
        HostAddressKind.UnixSocket => true,
        HostAddressKind.Service => false,
    };

    /// <summary>Reads one address of a host list. A host without a port means <see cref="DefaultPort"/>.</summary>
    /// <param name="error">One sentence: what is wrong and the right form.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out HostAddress? address, [NotNullWhen(false)] out string? error)
        => TryParse(text, lowestPort: 1, out address, out error);

    /// <summary>Reads an address to listen at: port 0 lets the system choose.</summary>
    /// <inheritdoc cref="TryParse(string, out HostAddress?, out string?)"/>
    public static bool TryParseListener(
        string text, [NotNullWhen(true)] out HostAddress? address, [NotNullWhen(false)] out string? error)
    {
        if (!TryParse(text, lowestPort: 0, out address, out error))
        {
            return false;
        }

        if (address.Kind != HostAddressKind.UnixSocket && address.Name != "localhost"
            && !IPAddress.TryParse(address.Name, out _))
        {
            error = $"\"{text}\" is not a local address: write an IP address and a port, for example 127.0.0.1:3633, "
                + "0.0.0.0:3633 or [::]:3633";
            address = null;
            return false;
        }

        return true;
    }

    /// <summary>As it is written in a host list.</summary>
    public override string ToString() => Transport switch
    {
        HostTransport.Unwritten => Place,
        HostTransport.PlainText => PlainPrefix + Place,
        HostTransport.Tls => TlsPrefix + Place,
    };

    /// <summary>The address without the prefix for protection: "build1:3633".</summary>
    public string Place => Kind switch
    {
        HostAddressKind.Network => Name.Contains(':') ? $"[{Name}]:{Port}" : $"{Name}:{Port}",
        HostAddressKind.UnixSocket => SocketPrefix + Name,
        HostAddressKind.Service => ServicePrefix + Name,
    };

    private static bool TryParse(
        string text,
        int lowestPort,
        [NotNullWhen(true)] out HostAddress? address,
        [NotNullWhen(false)] out string? error)
    {
        var written = text.Trim();
        var transport = written.StartsWith(TlsPrefix, StringComparison.Ordinal) ? HostTransport.Tls
            : written.StartsWith(PlainPrefix, StringComparison.Ordinal) ? HostTransport.PlainText
            : HostTransport.Unwritten;
        written = transport switch
        {
            HostTransport.Unwritten => written,
            HostTransport.PlainText => written[PlainPrefix.Length..],
            HostTransport.Tls => written[TlsPrefix.Length..],
        };
        (address, error) = written.StartsWith(SocketPrefix, StringComparison.Ordinal)
            ? ParseSocket(written)
            : written.StartsWith(ServicePrefix, StringComparison.Ordinal) ? ParseService(written)
            : ParseNetwork(written, lowestPort);
        if (transport == HostTransport.Tls && address?.Kind == HostAddressKind.UnixSocket)
        {
            (address, error) = (null, $"\"{text.Trim()}\": a UNIX socket does not use TLS: write {written}");
        }

        address = address is null ? null : address with { Transport = transport };
        error ??= address is null ? Form : null;
        return error is null;
    }

    private static (HostAddress? Address, string? Error) ParseSocket(string written)
    {
        var path = written[SocketPrefix.Length..];
        path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;
        return path.StartsWith('/') && path.Length > 1
            ? (new HostAddress(HostAddressKind.UnixSocket, path, 0), null)
            : (null,
                $"\"{written}\" is not an absolute path: write unix:/path, for example unix:/run/distplusplus/socket");
    }

    private static (HostAddress? Address, string? Error) ParseService(string written)
    {
        var name = written[ServicePrefix.Length..];
        return name.StartsWith('_') && name.Length < 254
            && name.TrimEnd('.').Split('.') is { Length: > 2 } labels
            && labels.All(label => label.Length is > 0 and < 64
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                ? (new HostAddress(HostAddressKind.Service, name.TrimEnd('.'), 0), null)
                : (null, $"\"{written}\" is not a service name: write srv:_distplusplus._tcp.example.org");
    }

    private static (HostAddress? Address, string? Error) ParseNetwork(string written, int lowestPort)
    {
        var rest = written.StartsWith("dns:///", StringComparison.Ordinal) ? written["dns:///".Length..]
            : written.StartsWith(NamePrefix, StringComparison.Ordinal) ? written[NamePrefix.Length..]
            : written;
        if (rest.Length == 0)
        {
            return (null, $"an address is empty: {Form}");
        }

        if (rest.IndexOfAny([',', ';']) >= 0)
        {
            return (null, $"\"{written}\" has a {(rest.Contains(',') ? "comma" : "semicolon")} in it: separate hosts "
                + "by blanks in DISTPLUSPLUS_SERVERS, and quote each host in a file");
        }

        if (rest.Contains("//", StringComparison.Ordinal))
        {
            return (null, $"\"{written}\" is a URL: {Form}");
        }

        if (rest.IndexOf('/') is > 0 and var slash && rest.AsSpan(slash + 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return (null, $"\"{written}\" has a number of jobs, which the host itself decides: write {rest[..slash]}");
        }

        string name;
        string? port;
        if (rest.StartsWith('['))
        {
            var close = rest.IndexOf(']');
            name = close > 0 ? rest[1..close] : "";
            var after = close > 0 ? rest[(close + 1)..] : "";
            port = after.StartsWith(':') ? after[1..] : after.Length == 0 ? null : "";
            if (!IPAddress.TryParse(name, out var v6) || v6.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return (null,
                    $"\"{written}\" is not an IPv6 address: write [address]:port, for example [2001:db8::1]:3633");
            }
        }
        else if (rest.Count(c => c == ':') > 1)
        {
            return (null, $"\"{written}\" has more than one colon: "
                + "write an IPv6 address in brackets, for example [2001:db8::1]:3633");
        }
        else
        {
            var colon = rest.IndexOf(':');
            name = colon < 0 ? rest : rest[..colon];
            port = colon < 0 ? null : rest[(colon + 1)..];
            if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')))
            {
                return (null, $"\"{written}\" has no valid host name: {Form}");
            }
        }

        var number = DefaultPort;
        return port is null
            || (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && number >= lowestPort && number <= IPEndPoint.MaxPort)
            ? (new HostAddress(HostAddressKind.Network, name, number), null)
            : (null, $"\"{written}\" has no valid port: "
                + $"write host:port with a port from {lowestPort} to {IPEndPoint.MaxPort}, for example build1:3633");
    }
}
