using System.Text.RegularExpressions;
using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform.Files;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Keys without an authority, as ssh has them: serve, pair, a line on the host.</summary>
internal sealed class PairingTests : TrustFixture
{
    private const string Key = "SHA256:[A-Za-z0-9+/]{43}";

    private string KnownHosts => Sandbox.Path("home/.config/distplusplus/known_hosts");

    private string AuthorizedClients => $"{HostKeys}/authorized_clients";

    [Test]
    public void Two_commands_and_a_line_introduce_client_and_host()
    {
        using var host = HostWithOwnKey();
        var hostKey = host.WaitForLog($"this host's key is ({Key})").Groups[1].Value;
        var output = Pair(host, "--yes").Succeeded().Output;
        var own = Regex.Match(output, $"this client has the key ({Key})").Groups[1].Value;
        Assert.That(output, Does.StartWith($"{host.Address} has the key {hostKey}\n"));
        Assert.That(output, Does.Contain("  the host does not admit it yet: on the host, add this line to "
            + "~/.config/distplusplus/authorized_clients, or to /var/lib/distplusplus/authorized_clients if root or "
            + "the service runs it (its log names the file)\n" + own));
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"{host.Address} {hostKey}\n"));
        foreach (var file in (string[])[$"{HostKeys}/host.pem", Sandbox.Path("home/.config/distplusplus/client.pem")])
        {
            Assert.That(
                File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }

        var line = host.WaitForLog($"to admit it, add this line to {AuthorizedClients}: ({Key} \\S+)").Groups[1].Value;
        Assert.That(line, Does.StartWith(own));
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: the host does not accept this client (its key {own} is not among the authorized "
                + "clients): ask the host's administrator to admit this client",
            $"its key {own} is not among the authorized clients");

        File.WriteAllText(AuthorizedClients, $"# clients\n{line}\n");
        new KnownHosts(Sandbox).Forget();
        GoesThere(host, new FarmClient(Sandbox, host.Address));
        Assert.That(Pair(host, "--yes").Succeeded().Output, Does.Contain("  the host admits it\n"));

        File.WriteAllText(AuthorizedClients, "# nobody\n");
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: the host does not accept this client (its key {own} is not among the authorized "
                + "clients): ask the host's administrator to admit this client",
            "refused");
    }

    [Test]
    public void A_host_with_another_key_than_before_gets_nothing_and_that_is_said_loudly()
    {
        using var host = HostWithOwnKey();
        var key = host.WaitForLog($"this host's key is ({Key})").Groups[1].Value;
        Pair(host, "--yes").Succeeded();
        var before = new string('A', 43);
        File.WriteAllText(KnownHosts, $"# pinned\n{host.Address} SHA256:{before}\n");
        var sentence = $"{host.Address}: THE KEY OF THE HOST HAS CHANGED, nothing was sent to it "
            + $"(it shows {key}, {KnownHosts}:2 has SHA256:{before}): "
            + "the connection may be intercepted; if the host was set up again, run "
            + $"`distplusplus hosts pair --replace {host.Address}`";
        StaysHere(host, new FarmClient(Sandbox, host.Address), sentence, "disconnected after");

        var hosts = new FarmClient(Sandbox, host.Address).Command(NativeBinary.Path, "hosts").Run();
        Assert.That(hosts.Output, Does.Contain("THE KEY OF THE HOST HAS CHANGED"));

        var refused = Pair(host);
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Is.EqualTo($"distplusplus: {host.Address}: {KnownHosts}:2 has another key, "
            + $"SHA256:{before}: if the host was set up again, compare the key with the one that `distplusplus "
            + "serve` prints there and add --replace\n"));
        Pair(host, "--replace", "--yes").Succeeded();
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"# pinned\n{host.Address} {key}\n"));
    }

    [Test]
    public void Who_is_admitted_need_not_wait_until_the_refusals_of_before_are_forgotten()
    {
        using var host = HostWithOwnKey();
        Pair(host, "--yes").Succeeded();
        var client = new FarmClient(Sandbox, host.Address);
        Assert.That(HostAddress.TryParse(host.Address, out var address, out _), Is.True);
        for (var i = 0; i < 5; i++)
        {
            Memory().Failed(address!, $"{host.Address}: the host does not know this client");
        }

        Pair(host).Succeeded();
        Assert.That(Memory().Of(address!).Failures, Is.EqualTo(5));
        var own = Pair(host).Succeeded().Output.Split('\n').Single(line => line.StartsWith("SHA256:"));
        File.WriteAllText(AuthorizedClients, $"{own}\n");
        Pair(host).Succeeded();
        Assert.That(Memory().Of(address!).Failures, Is.Zero);

        HostStateCache Memory() => new(
            RuntimeDirectory.Open(client.Command("true").Environment.GetValueOrDefault), TimeProvider.System);
    }

    [Test]
    public void A_key_that_is_not_the_expected_one_is_not_pinned()
    {
        using var host = HostWithOwnKey();
        var expected = $"SHA256:{new string('B', 43)}";
        var result = Pair(host, "--fingerprint", expected);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(
            result.Error,
            Is.EqualTo($"distplusplus: {host.Address}: this is not the key {expected}: nothing was pinned\n"));
        Assert.That(File.Exists(KnownHosts), Is.False);
    }

    [Test]
    public void Where_nobody_can_be_asked_a_key_is_pinned_only_when_that_is_said_before()
    {
        using var host = HostWithOwnKey();
        var key = host.WaitForLog($"this host's key is ({Key})").Groups[1].Value;
        var result = Pair(host);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Is.EqualTo($"distplusplus: {host.Address}: its key cannot be confirmed without a "
            + "terminal: compare it with the one that `distplusplus serve` prints there and add --fingerprint "
            + $"{key}, or --yes to accept it unseen: nothing was pinned\n"));
        Assert.That(File.Exists(KnownHosts), Is.False);
        Pair(host, "--fingerprint", key).Succeeded();
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"{host.Address} {key}\n"));
    }

    [Test]
    public void At_a_terminal_one_is_asked_as_by_ssh()
    {
        using var host = HostWithOwnKey();
        var key = host.WaitForLog($"this host's key is ({Key})").Groups[1].Value;
        using var terminal = new Tmux(Sandbox, Sandbox.Environment);
        terminal.Resize(200, 30);
        foreach (var (answer, exitCode) in ((string, int)[])[("no", 1), ("y", 1), (key, 0)])
        {
            terminal.Type($"clear; {NativeBinary.Path} hosts pair {host.Address}; echo answered {answer}: $?");
            terminal.WaitFor("pin it \\(yes, no or the key\\):");
            terminal.Type(answer);
            terminal.WaitFor($"^answered {Regex.Escape(answer)}: {exitCode}$");
            Assert.That(
                terminal.Screen.Contains($"{host.Address}: not confirmed: nothing was pinned"),
                Is.EqualTo(exitCode == 1));
            Assert.That(File.Exists(KnownHosts), Is.EqualTo(exitCode == 0));
        }

        Assert.That(
            Pair(host).Succeeded().Output, Does.Not.Contain("pin it"), "what is pinned need not be asked again");
    }

    [Test]
    public void A_host_keeps_its_key()
    {
        string first;
        using (var host = HostWithOwnKey())
        {
            first = host.WaitForLog($"this host's key is ({Key})").Value;
        }

        using var again = HostWithOwnKey();
        Assert.That(again.WaitForLog($"this host's key is ({Key})").Value, Is.EqualTo(first));
    }

    [Test]
    public void There_is_nothing_to_pair_in_plain_text()
    {
        using var host = Host("127.0.0.1:0");
        var result = Pair(host);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("the host uses plain text, but this client expects TLS"));
    }

    [Test]
    public void A_flood_of_knocks_is_no_flood_of_lines()
    {
        using var host = HostWithOwnKey();
        for (var i = 0; i < 5; i++)
        {
            Pair(host, "--yes").Succeeded();
        }

        host.WaitForLog("is not among the authorized clients");
        Assert.That(Regex.Count(host.Log, "is not among the authorized clients"), Is.EqualTo(1), host.Log);
    }

    private CommandResult Pair(BuildHost host, params string[] options)
        => new FarmClient(Sandbox, host.Address)
            .Command(NativeBinary.Path, ["hosts", "pair", .. options, host.Address]).Run();
}
