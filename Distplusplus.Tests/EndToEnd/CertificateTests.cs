using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Certificates of an authority: whom they let in, and what is said on both sides when they do not.</summary>
internal sealed class CertificateTests : TrustFixture
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private const string Left = "disconnected after it received this host's certificate; it may not trust the "
        + "certificate";

    [Test]
    public void The_right_certificates_on_both_sides_compile_there()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        GoesThere(host, ClientWith(host, Authority.Issue("client.pem", "client")));
    }

    [Test]
    public void A_host_of_another_authority_gets_nothing()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        StaysHere(
            host,
            ClientWith(host, Authority.Issue("client.pem", "client"), Stranger),
            $"tls:{host.Address}: its certificate is not signed by the authority in {Stranger.File}: "
                + "correct `ca` in [tls], or give the host a certificate of that authority",
            Left);
    }

    [Test]
    public void A_host_whose_certificate_has_expired_gets_nothing()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", (-9, -2)));
        var line = Ours(ClientWith(host, Authority.Issue("client.pem", "client")));
        Assert.That(line, Does.Match($"tls:{host.Address}: its certificate expired on {Day(-2)} ..:.. UTC: "
            + "renew it on the host; no restart is needed$"));
        host.WaitForLog(Left);
    }

    [Test]
    public void A_host_whose_certificate_is_not_valid_yet_gets_nothing()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", (2, 9)));
        var line = Ours(ClientWith(host, Authority.Issue("client.pem", "client")));
        Assert.That(line, Does.Match($"tls:{host.Address}: its certificate is not valid before {Day(2)} ..:.. UTC: "
            + "compare the clocks of both machines$"));
        host.WaitForLog(Left);
    }

    [Test]
    public void A_host_of_another_name_gets_nothing()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", host: "elsewhere.example.org"));
        StaysHere(
            host,
            ClientWith(host, Authority.Issue("client.pem", "client")),
            $"tls:{host.Address}: its certificate is for elsewhere.example.org, not for 127.0.0.1: "
                + "write one of its names in `servers`, or give the host another certificate",
            Left);
    }

    [Test]
    public void A_host_whose_certificate_is_for_clients_gets_nothing()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", usage: ForClients));
        StaysHere(
            host,
            ClientWith(host, Authority.Issue("client.pem", "client")),
            $"tls:{host.Address}: its certificate is not valid for server use: "
                + "use a certificate whose extended key usage includes serverAuth",
            Left);
    }

    [Test]
    public void A_client_whose_certificate_is_for_servers_is_not_known()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", usage: ForServers));
        var client = Authority.Issue("client.pem", "client", usage: ForServers);
        Unknown(host, client, "its certificate is not valid for client use");
        new KnownHosts(Sandbox).Forget();
        GoesThere(host, ClientWith(host, Authority.Issue("client.pem", "client", usage: ForClients)));
    }

    [Test]
    public void A_client_of_another_authority_is_not_known()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        Unknown(host, Stranger.Issue("client.pem", "client"), "its certificate is not signed by the host's authority");
    }

    [Test]
    public void A_client_without_certificate_is_not_known()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        Unknown(host, null, "it presented no certificate");
    }

    [Test]
    public void A_client_whose_certificate_has_expired_is_not_known()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        var line = Ours(ClientWith(host, Authority.Issue("client.pem", "client", (-9, -2))));
        Assert.That(line, Does.Match(
            $@"the host does not know this client \(its certificate expired on {Day(-2)} ..:.. UTC\): "));
        host.WaitForLog($"refused: its certificate expired on {Day(-2)}");
    }

    [Test]
    public void A_client_whose_certificate_is_not_valid_yet_is_not_known()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        var line = Ours(ClientWith(host, Authority.Issue("client.pem", "client", (2, 9))));
        Assert.That(line, Does.Match(
            $@"the host does not know this client \(its certificate is not valid before {Day(2)} ..:.. UTC\): "));
        host.WaitForLog($"refused: its certificate is not valid before {Day(2)}");
    }

    [Test]
    public void Of_the_authoritys_clients_only_those_of_the_list_come_in()
    {
        using var host = HostWith(
            Authority.Issue("host.pem", "host"), ("DISTPLUSPLUS_TLS_ALLOWED", "laptop desktop"));
        GoesThere(host, ClientWith(host, Authority.Issue("laptop.pem", "laptop", host: "laptop")));
        StaysHere(
            host,
            ClientWith(host, Authority.Issue("gone.pem", "gone", host: "gone")),
            $"tls:{host.Address}: the host does not accept this client (its certificate for gone is not in the list "
                + "`allowed`): ask the host's administrator to admit this client",
            "refused: its certificate for gone is not in the list `allowed`; its key is SHA256:");
    }

    [Test]
    public void Renewed_certificates_hold_without_a_restart()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", (-9, -2)));
        var client = ClientWith(host, Authority.Issue("client.pem", "client"));
        Assert.That(Ours(client), Does.Contain("its certificate expired"));
        Authority.Issue("host.pem", "host");
        new KnownHosts(Sandbox).Forget();
        GoesThere(host, client);
        host.WaitForLog("host.pem was renewed; this host's key is SHA256:");
    }

    [Test]
    public void A_renewal_that_cannot_be_used_leaves_the_old_certificate_in_place()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        File.WriteAllText(Sandbox.Path("host.pem"), "nothing");
        GoesThere(host, ClientWith(host, Authority.Issue("client.pem", "client")));
        host.WaitForLog("the changed certificates are not valid, the previous ones stay in effect: .*host.pem");
    }

    [Test]
    public void Check_tells_the_protection_and_what_expires_soon()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host", (-9, 9)));
        var client = Authority.Issue("client.pem", "client", (-9, 5));
        var check = ClientWith(host, client).Command(NativeBinary.Path, "check").Run();
        Assert.That(check.ExitCode, Is.EqualTo(1));
        Assert.That(check.Output, Does
            .Match($"(?m)^ok +tls:{host.Address}: .*, TLS with the authority in {Authority.File}$")
            .And.Match($"(?m)^ok +certificates: {Authority.File} is valid until .* UTC$")
            .And.Match($"(?m)^warning +certificates: {client} expires on {Day(5)} ..:.. UTC\n"
                + " +renew it: hosts reject expired client certificates$")
            .And.Match($"(?m)^warning +tls:{host.Address}: its certificate expires on {Day(9)} ..:.. UTC\n"
                + " +renew it on the host; no restart is needed$"));
    }

    [Test]
    public void A_client_whose_key_others_can_read_does_not_show_it()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        var key = Expose(Authority.Issue("client.pem", "client"), "604");
        Assert.That(Ours(ClientWith(host, key)), Does.EndWith(
            $"tls:{host.Address}: the private key in {key} is accessible to others: its mode is 0604, the maximum is "
                + $"{Most}: correct it, or [tls] in the configuration of this machine"));
    }

    [Test]
    public void A_host_whose_key_others_can_read_does_not_start()
    {
        var key = Expose(Authority.Issue("host.pem", "host"), "644");
        var result = Sandbox.Command(NativeBinary.Path, "serve", "--listen", "tls:127.0.0.1:0")
            .With("DISTPLUSPLUS_TLS_CERTIFICATE", key).Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(result.Error, Is.EqualTo(
            $"distplusplus: cannot start: the private key in {key} is accessible to others: its mode is 0644, the "
                + $"maximum is {Most}\n"));
    }

    [Test]
    public void A_client_that_speaks_plain_text_to_TLS_is_told_so()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: the host expects TLS, but this client used plain text: "
                + $"`distplusplus hosts pair {host.Address}` pairs with it, or set `ca` in [tls]",
            "refused: it used plain text, but this address expects TLS");
    }

    [Test]
    public void A_client_that_speaks_TLS_to_plain_text_is_told_so()
    {
        using var host = Host("127.0.0.1:0");
        StaysHere(
            host,
            ClientWith(host, null),
            $"tls:{host.Address}: the host uses plain text, but this client expects TLS: "
                + $"start it without --insecure-plaintext, or write \"plain:{host.Address}\" in `servers`",
            "refused: it used TLS, but this address expects plain text");
    }

    [Test]
    public void A_local_compiler_gets_the_environment_of_the_caller()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        var client = ClientWith(host, null).With("SSL_CERT_FILE", "/some/file")
            .With("LD_PRELOAD", AssemblerHook.Install(Sandbox, $"env > {Sandbox.Path("seen")}\n"));
        Assert.That(
            client.Compile("gcc", "-c", "a.c").Run().Succeeded().Error, Does.Contain("presented no certificate"));
        var seen = File.ReadAllLines(Sandbox.Path("seen"));
        Assert.That(seen, Has.Member("SSL_CERT_FILE=/some/file").And.None.StartsWith("SSL_CERT_DIR="));
    }

    /// <summary>Root's files may be read by a group.</summary>
    private static string Most => Libc.EffectiveUser() == UserAccount.Root ? "0640" : "0600";

    private static string Expose(string file, string mode)
    {
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        return file;
    }

    private void Unknown(BuildHost host, string? certificate, string why)
        => StaysHere(
            host,
            ClientWith(host, certificate),
            $"tls:{host.Address}: the host does not know this client ({why}): "
                + $"`distplusplus hosts pair {host.Address}` pairs with it; certificates are set in [tls]",
            $"refused: {why}");

    private string Ours(FarmClient client)
    {
        var report = new Comparison(Sandbox, client).Same("gcc", "-c", "a.c");
        Assert.That(report.Ours, Has.Count.EqualTo(1).And.All.Contain("compiled locally"));
        return report.Ours[0];
    }
}
