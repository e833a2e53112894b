using Distplusplus.Configuration.Choices;

namespace Distplusplus.Tests.Configuration.Choices;

internal sealed class HostAddressTests
{
    [TestCase("build1:3633", HostAddressKind.Network, "build1", 3633)]
    [TestCase("build1:1", HostAddressKind.Network, "build1", 1)]
    [TestCase("build-1.example_x.org", HostAddressKind.Network, "build-1.example_x.org", 3633)]
    [TestCase(" 10.0.0.1:65535 ", HostAddressKind.Network, "10.0.0.1", 65535)]
    [TestCase("[2001:db8::1]:99", HostAddressKind.Network, "2001:db8::1", 99)]
    [TestCase("[::1]", HostAddressKind.Network, "::1", 3633)]
    [TestCase("dns:///build1:99", HostAddressKind.Network, "build1", 99)]
    [TestCase("dns:build1", HostAddressKind.Network, "build1", 3633)]
    [TestCase("srv:_distplusplus._tcp.example.org", HostAddressKind.Service, "_distplusplus._tcp.example.org", 0)]
    [TestCase("unix:/run/d.sock", HostAddressKind.UnixSocket, "/run/d.sock", 0)]
    [TestCase("unix:///run/d.sock", HostAddressKind.UnixSocket, "/run/d.sock", 0)]
    public void An_address_is_read(string text, HostAddressKind kind, string name, int port)
    {
        Assert.That(HostAddress.TryParse(text, out var address, out var error), Is.True, error);
        Assert.That(address, Is.EqualTo(new HostAddress(kind, name, port)));
    }

    [TestCase("", "an address is empty: write host:port, for example build1:3633")]
    [TestCase("dns:///", "an address is empty: write host:port, for example build1:3633")]
    [TestCase("build1:0",
        "\"build1:0\" has no valid port: write host:port with a port from 1 to 65535, for example build1:3633")]
    [TestCase("build1:65536",
        "\"build1:65536\" has no valid port: write host:port with a port from 1 to 65535, for example build1:3633")]
    [TestCase("build1:http",
        "\"build1:http\" has no valid port: write host:port with a port from 1 to 65535, for example build1:3633")]
    [TestCase("build1:",
        "\"build1:\" has no valid port: write host:port with a port from 1 to 65535, for example build1:3633")]
    [TestCase("[::1]3633",
        "\"[::1]3633\" has no valid port: write host:port with a port from 1 to 65535, for example build1:3633")]
    [TestCase(":3633", "\":3633\" has no valid host name: write host:port, for example build1:3633")]
    [TestCase("a,lzo", "\"a,lzo\" has a comma in it: separate hosts by blanks in DISTPLUSPLUS_SERVERS, and quote "
        + "each host in a file")]
    [TestCase("@build1", "\"@build1\" has no valid host name: write host:port, for example build1:3633")]
    [TestCase("build1/8", "\"build1/8\" has a number of jobs, which the host itself decides: write build1")]
    [TestCase("build1:3633/8",
        "\"build1:3633/8\" has a number of jobs, which the host itself decides: write build1:3633")]
    [TestCase("http://build1:3633", "\"http://build1:3633\" is a URL: write host:port, for example build1:3633")]
    [TestCase("2001:db8::1",
        "\"2001:db8::1\" has more than one colon: write an IPv6 address in brackets, for example [2001:db8::1]:3633")]
    [TestCase("[build1]:1", "\"[build1]:1\" is not an IPv6 address: write [address]:port, for example "
        + "[2001:db8::1]:3633")]
    [TestCase("[::1", "\"[::1\" is not an IPv6 address: write [address]:port, for example [2001:db8::1]:3633")]
    [TestCase("unix:run/d.sock",
        "\"unix:run/d.sock\" is not an absolute path: write unix:/path, for example unix:/run/distplusplus/socket")]
    [TestCase("srv:build1", "\"srv:build1\" is not a service name: write srv:_distplusplus._tcp.example.org")]
    [TestCase("a:1,b:2", "\"a:1,b:2\" has a comma in it: separate hosts by blanks in DISTPLUSPLUS_SERVERS, and quote "
        + "each host in a file")]
    [TestCase("a:1;b:2", "\"a:1;b:2\" has a semicolon in it: separate hosts by blanks in DISTPLUSPLUS_SERVERS, and "
        + "quote each host in a file")]
    [TestCase("unix:", "\"unix:\" is not an absolute path: write unix:/path, for example "
        + "unix:/run/distplusplus/socket")]
    public void A_wrong_address_is_answered_with_the_right_form(string text, string sentence)
    {
        Assert.That(HostAddress.TryParse(text, out var address, out var error), Is.False);
        Assert.That(address, Is.Null);
        Assert.That(error, Is.EqualTo(sentence));
    }

    [TestCase("127.0.0.1:0")]
    [TestCase("0.0.0.0:3633")]
    [TestCase("[::]:3633")]
    [TestCase("localhost:3633")]
    [TestCase("unix:/run/d.sock")]
    public void A_host_listens_at_addresses_of_its_own(string text)
    {
        Assert.That(HostAddress.TryParseListener(text, out var address, out var error), Is.True, error);
        Assert.That(address!.ToString(), Is.EqualTo(text));
    }

    [Test]
    public void A_host_cannot_listen_at_a_name()
    {
        Assert.That(HostAddress.TryParseListener("build1:3633", out _, out var error), Is.False);
        Assert.That(error, Is.EqualTo("\"build1:3633\" is not a local address: write an IP address and a port, "
            + "for example 127.0.0.1:3633, 0.0.0.0:3633 or [::]:3633"));
    }

    [TestCase("127.0.0.1:1", true)]
    [TestCase("127.9.9.9:1", true)]
    [TestCase("[::1]:1", true)]
    [TestCase("localhost:1", true)]
    [TestCase("unix:/x", true)]
    [TestCase("0.0.0.0:1", false)]
    [TestCase("[::]:1", false)]
    [TestCase("10.0.0.1:1", false)]
    public void Loopback_and_sockets_are_reached_from_this_machine_only(string text, bool expected)
    {
        Assert.That(HostAddress.TryParseListener(text, out var address, out _), Is.True);
        Assert.That(address!.IsThisMachineOnly, Is.EqualTo(expected));
    }
}
