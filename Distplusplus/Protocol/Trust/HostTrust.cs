using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Protocol.Trust;

/// <summary>The way in which a client verifies the identity of a host. Decided per connection.</summary>
internal abstract record HostTrust
{
    private HostTrust()
    {
    }

    /// <summary>Not at all: what goes over the wire is not encrypted.</summary>
    public sealed record PlainText : HostTrust;

    /// <summary>It must have a key that was pinned.</summary>
    public sealed record Pinned(IReadOnlyList<Pin> Pins) : HostTrust;

    /// <summary>It must show a certificate for its name, signed by one of these.</summary>
    /// <param name="File">PEM.</param>
    public sealed record Authority(string File) : HostTrust;

    /// <summary>TLS is wanted and nothing says which key or authority to trust.</summary>
    public sealed record Nothing : HostTrust;

    /// <summary>Any key will do, because somebody is about to look at it: pairing.</summary>
    public sealed record AnyKey : HostTrust;

    public static HostTrust Of(HostAddress host, TlsSettings tls)
    {
        if (host.Kind == HostAddressKind.UnixSocket || host.Transport == HostTransport.PlainText)
        {
            return new PlainText();
        }

        if (KnownHostsFile.Find(tls, host) is { Count: > 0 } pins)
        {
            return new Pinned(pins);
        }

        var wanted = host.Transport == HostTransport.Tls;
        return tls.Authority is { } authority && (wanted || !host.IsThisMachineOnly) ? new Authority(authority)
            : wanted ? new Nothing()
            : new PlainText();
    }
}
