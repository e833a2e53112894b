using System.Text.RegularExpressions;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;
using Grpc.Core;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Who is taken out of a list is out: at its next call, and with what it has under way.</summary>
internal sealed class RevocationTests : TrustFixture
{
    private const string Key = "SHA256:[A-Za-z0-9+/]{43}";

    [Test]
    public void A_paired_client_that_is_taken_out_loses_its_job_too()
    {
        using var host = SleepingHost("tls:127.0.0.1:0");
        var client = new FarmClient(Sandbox, host.Address);
        client.Command(NativeBinary.Path, "hosts", "pair", "--yes", host.Address).Run().Succeeded();
        var line = host.WaitForLog($"authorized_clients: ({Key} \\S+)").Groups[1].Value;
        File.WriteAllText($"{HostKeys}/authorized_clients", $"{line}\n");
        var denied = $"its key {line.Split(' ')[0]} is not among the authorized clients";

        var (result, sentence) = LosesItsJob(
            host, client, () => File.WriteAllText($"{HostKeys}/authorized_clients", "# nobody\n"), denied);
        Assert.That(result, Does.EndWith(sentence));
        new KnownHosts(Sandbox).Forget();
        StaysHere(host, client, sentence, $"refused: {denied}");
    }

    [Test]
    public void A_name_that_is_taken_out_of_the_settings_loses_its_job_too()
    {
        Allow("laptop");
        using var host = SleepingHost("tls:127.0.0.1:0", "--config", Sandbox.Path("host.toml"));
        var client = ClientWith(host, Authority.Issue("laptop.pem", "laptop", host: "laptop"));
        var denied = "its certificate for laptop is not in the list `allowed`";

        var (result, sentence) = LosesItsJob(host, client, () => Allow("desktop"), denied, "tls:");
        Assert.That(result, Does.EndWith(sentence));
        new KnownHosts(Sandbox).Forget();
        host.WaitForLog(Regex.Escape($"{Sandbox.Path("host.toml")} has changed: its access lists are in effect, "
            + "other settings need a restart"));
        StaysHere(host, client, sentence, $"refused: {denied}; its key is SHA256:");

        // Neither what cannot be understood changes anything, nor what would let in all: a file that is being written,
        // a word misspelt.
        var file = Sandbox.Path("host.toml");
        var opens = $"{file} no longer has `allowed`, which would admit everyone: restart the host to apply that";
        var troubles = new List<string>();
        foreach (var (text, trouble) in new (string, string?)[]
        {
            (
                "[tls]\nallowed = [\"laptop\"\n",
                $"{file}:3:1: this is not TOML: Unexpected end-of-file while parsing array (quote strings, put lists "
                    + "in [ ]); the whole file is ignored"),
            ("", null),
            ("[tls]\n", opens),
            ("[tls]\nallowed = []\n", opens),
            (
                "[tls]\nalowed = [\"laptop\"]\n",
                $"{file}:2:10: unknown key `alowed` in [tls], did you mean `allowed`?"),
        })
        {
            new KnownHosts(Sandbox).Forget();
            File.WriteAllText(file, text);
            StaysHere(host, client, sentence, $"refused: {denied}");
            troubles.AddRange(trouble is null ? [] : [trouble]);
            Assert.That(() => Troubles(host), Is.EqualTo(troubles).After(60_000, 20), text);
        }

        Allow("laptop");
        new KnownHosts(Sandbox).Forget();
        GoesThere(host, client);
    }

    [Test]
    public void A_network_that_is_taken_out_of_the_settings_is_refused()
    {
        File.WriteAllText(Sandbox.Path("host.toml"), "[serve]\nallow = [\"127.0.0.0/8\"]\n");
        using var host = BuildHost.Start(Sandbox, "--config", Sandbox.Path("host.toml"));
        var client = new FarmClient(Sandbox, host.Address);
        GoesThere(host, client);
        File.WriteAllText(Sandbox.Path("host.toml"), "[serve]\nallow = [\"10.0.0.0/8\"]\n");
        StaysHere(
            host,
            client,
            $"{host.Address}: the host does not accept this client (127.0.0.1 is not in a network of its list "
                + "`allow`): "
                + "ask the host's administrator to admit this client",
            "refused: 127.0.0.1 is not in a network of its list `allow`");
    }

    [Test]
    public async Task Somebody_who_only_watches_sees_no_more()
    {
        File.WriteAllText(Sandbox.Path("host.toml"), "[serve]\nallow = [\"127.0.0.0/8\"]\n");
        using var host = BuildHost.Start(Sandbox, "--config", Sandbox.Path("host.toml"));
        using var client = new RawClient(host);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var watch = client.Stubs.Watch(new WatchRequest { IntervalMs = 100 }, cancellationToken: patience.Token);
        Assert.That(await watch.ResponseStream.MoveNext(patience.Token), Is.True);
        File.WriteAllText(Sandbox.Path("host.toml"), "[serve]\nallow = [\"10.0.0.0/8\"]\n");
        var end = Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(patience.Token))
            {
            }
        });
        Assert.That(
            (end!.StatusCode, end.Status.Detail),
            Is.EqualTo((StatusCode.PermissionDenied, "127.0.0.1 is not in a network of its list `allow`")));
    }

    [Test]
    public void Another_authority_holds_without_a_restart()
    {
        var file = Sandbox.Path("ca.pem");
        File.Copy(Authority.File, file);
        using var host = Host(
            "tls:127.0.0.1:0",
            ("DISTPLUSPLUS_TLS_CA", file),
            ("DISTPLUSPLUS_TLS_CERTIFICATE", Authority.Issue("host.pem", "host")));
        var old = ClientWith(host, Authority.Issue("client.pem", "client"));
        GoesThere(host, old);
        File.Copy(Stranger.File, $"{file}.new");
        File.Move($"{file}.new", file, overwrite: true);
        StaysHere(
            host,
            old,
            $"tls:{host.Address}: the host does not know this client (its certificate is not signed by the host's "
                + $"authority): `distplusplus hosts pair {host.Address}` pairs with it; certificates are set in [tls]",
            "refused: its certificate is not signed by the host's authority; its key is SHA256:");
        new KnownHosts(Sandbox).Forget();
        GoesThere(host, ClientWith(host, Stranger.Issue("other.pem", "other")));
    }

    /// <summary>Why changed settings were not taken, each time it was said.</summary>
    private static string[] Troubles(BuildHost host)
        => [.. Regex.Matches(
            host.Log,
            "warning: the changed settings are not valid, the previous access lists stay in effect: (.*)\n")
            .Select(match => match.Groups[1].Value)];

    private void Allow(string name)
    {
        File.WriteAllText(Sandbox.Path("host.toml.new"), $"[tls]\nca = \"{Authority.File}\"\n"
            + $"certificate = \"{Authority.Issue("host.pem", "host")}\"\nallowed = [\"{name}\"]\n");
        File.Move(Sandbox.Path("host.toml.new"), Sandbox.Path("host.toml"), overwrite: true);
    }

    /// <summary>A host whose compiler of long.c sleeps.</summary>
    private BuildHost SleepingHost(string listen, params string[] more)
    {
        var compilers = Sandbox.Path("compilers");
        new StandInCompiler("/usr/bin/gcc") { Before = "case \"$*\" in *long.c*) sleep 600 ;; esac" }
            .Install(compilers, "gcc");
        Sandbox.Write("long.c", "int long_one;\n");
        return BuildHost.Start(
            Sandbox,
            new Dictionary<string, string> { ["DISTPLUSPLUS_TLS_DIRECTORY"] = HostKeys },
            ["--listen", listen, "--compilers", compilers, .. more]);
    }

    private (string Line, string Sentence) LosesItsJob(
        BuildHost host, FarmClient client, Action takeOut, string denied, string prefix = "")
    {
        GoesThere(host, client);
        using var compile = client.Compile("gcc", "-c", "long.c").Start();
        var error = Command.Collect(compile.Error!);
        _ = Command.Collect(compile.Output!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        takeOut();
        Assert.That(compile.Wait().Code, Is.Zero);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(60_000, 20), "its compiler runs on");
        host.WaitForLog(Regex.Escape($"refused: {denied}"));
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        Assert.That(said, Does.Contain("compiled locally"));
        return (said.TrimEnd(), $"{prefix}{host.Address}: the host does not accept this client ({denied}): "
            + "ask the host's administrator to admit this client");
    }
}
