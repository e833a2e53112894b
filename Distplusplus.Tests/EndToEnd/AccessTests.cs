using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Who may come in where nothing is encrypted: networks, UNIX sockets, and those who ask for it.</summary>
internal sealed class AccessTests : TrustFixture
{
    [Test]
    public void A_network_that_is_not_allowed_is_refused()
    {
        using var host = Host("127.0.0.1:0", ("DISTPLUSPLUS_ALLOW", "10.0.0.0/8"));
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: the host does not accept this client (127.0.0.1 is not in a network of its list "
                + "`allow`): "
                + "ask the host's administrator to admit this client",
            "refused: 127.0.0.1 is not in a network of its list `allow`");
    }

    [Test]
    public void A_network_that_is_allowed_comes_in()
    {
        using var host = Host("127.0.0.1:0", ("DISTPLUSPLUS_ALLOW", "10.0.0.0/8 127.0.0.0/8"));
        GoesThere(host, new FarmClient(Sandbox, host.Address));
    }

    [Test]
    public void A_user_whom_the_socket_does_not_name_is_refused()
    {
        using var host = Host($"unix:{Sandbox.Path("s")}", ("DISTPLUSPLUS_SOCKET_USERS", "54321"));
        var user = Libc.EffectiveUser();
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: the host does not accept this client (user {user} is neither in `socket_users` nor in "
                + "`socket_groups`): ask the host's administrator to admit this client",
            $"of user {user}: refused: user {user} is neither in `socket_users` nor in `socket_groups`");
    }

    [Test]
    public void A_user_whom_the_socket_names_comes_in()
    {
        using var host = Host(
            $"unix:{Sandbox.Path("s")}", ("DISTPLUSPLUS_SOCKET_USERS", $"54321 {Libc.EffectiveUser()}"));
        GoesThere(host, new FarmClient(Sandbox, host.Address));
    }

    [TestCase(null, "600")]
    [TestCase("0666", "666")]
    public void A_socket_is_private_unless_told_otherwise(string? mode, string permissions)
    {
        using var host = Host(
            $"unix:{Sandbox.Path("s")}", mode is null ? [] : [("DISTPLUSPLUS_SOCKET_MODE", mode)]);
        Assert.That(
            Convert.ToString((int)File.GetUnixFileMode(Sandbox.Path("s")), 8), Is.EqualTo(permissions));
    }

    [Test]
    public void A_socket_is_its_groups_too_where_one_is_named()
    {
        var group = Libc.EffectiveUser() == UserAccount.Root ? 1u : FileIdentity.Of(Sandbox.Root)!.Value.Group;
        using var host = Host($"unix:{Sandbox.Path("s")}", ("DISTPLUSPLUS_SOCKET_GROUP", $"{group}"));
        var socket = FileIdentity.Of(Sandbox.Path("s"))!.Value;
        Assert.That((socket.Group, Convert.ToString(socket.Mode & 511, 8)), Is.EqualTo((group, "660")));
    }

    [Test]
    public void Plain_text_beyond_this_machine_says_what_it_gives_up()
    {
        using var host = BuildHost.Start(Sandbox, "--listen", "0.0.0.0:0", "--insecure-plaintext");
        host.WaitForLog("warning: nothing is encrypted on 0.0.0.0:0: anyone who can connect can run compilers, and "
            + "read and change the traffic");
    }

    [TestCase("--status", "status")]
    [TestCase("--metrics", "metrics")]
    public void Page_and_figures_are_for_this_machine_unless_told_otherwise(string option, string name)
    {
        var result = Sandbox.Command(
            NativeBinary.Path, "serve", "--listen", "127.0.0.1:0", option, "0.0.0.0:3634").Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(result.Error, Is.EqualTo(
            $"distplusplus: {option}: {name}: other machines can reach 0.0.0.0:3634, where nothing is encrypted, and "
            + "see who compiles what: write only a port, which listens on loopback, or add "
            + "--insecure-plaintext, with `allow` and with tls: before the address of `listen`\n"));
    }

    [Test]
    public async Task Page_and_figures_beyond_this_machine_are_for_the_networks_that_may_come()
    {
        if (OwnAddress() is not { } address)
        {
            Assert.Ignore("this machine has no address of its own beside loopback");
            return;
        }

        File.WriteAllText(Sandbox.Path("host.toml"), "[serve]\nallow = [\"127.0.0.0/8\"]\n");
        using var host = BuildHost.Start(
            Sandbox,
            new Dictionary<string, string> { ["DISTPLUSPLUS_TLS_DIRECTORY"] = HostKeys },
            "--listen", "tls:127.0.0.1:0", "--metrics", "0.0.0.0:0", "--insecure-plaintext", "--config",
            Sandbox.Path("host.toml"));
        var port = host.WaitForLog(
            @"metrics    http://0\.0\.0\.0:(\d+)/metrics  \(NOT ENCRYPTED, shows names of files and users to "
            + @"127\.0\.0\.0/8\)").Groups[1].Value;
        using var browser = new HttpClient();
        using var refused = await browser.GetAsync($"http://{address}:{port}/metrics");
        Assert.That(refused.StatusCode, Is.EqualTo(System.Net.HttpStatusCode.Forbidden));
        host.WaitForLog($"refused: {address} is not in a network of its list `allow`");
        Assert.That(
            await browser.GetStringAsync($"http://127.0.0.1:{port}/metrics"), Does.Contain("distplusplus_slots"));

        File.WriteAllText(Sandbox.Path("host.toml"), $"[serve]\nallow = [\"{address}/32\"]\n");
        Assert.That(
            await browser.GetStringAsync($"http://{address}:{port}/metrics"), Does.Contain("distplusplus_slots"));
    }

    private static System.Net.IPAddress? OwnAddress()
        => System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address)
            .FirstOrDefault(one => one.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
                && !System.Net.IPAddress.IsLoopback(one));

    [Test]
    public void Beyond_this_machine_TLS_is_the_default()
    {
        using var host = Host("0.0.0.0:0");
        host.WaitForLog("this host's key is SHA256:");
        host.WaitForLog("listening on 0.0.0.0:[0-9]+ with TLS");
    }
}
