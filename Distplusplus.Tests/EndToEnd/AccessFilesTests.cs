using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Files that say who may come in, and who could change them.</summary>
internal sealed class AccessFilesTests : TrustFixture
{
    private const string Key = "SHA256:[A-Za-z0-9+/]{43}";

    [TestCase("host-keys/authorized_clients", "host-keys/authorized_clients", "666")]
    [TestCase("host-keys/authorized_clients", "host-keys/authorized_clients", "664")]
    [TestCase("host-keys/authorized_clients", "host-keys", "777")]
    [TestCase("host.toml", "host.toml", "666")]
    [TestCase("conf/host.toml", "conf", "775")]
    [TestCase("ca.pem", "ca.pem", "646")]
    public void A_host_does_not_start_when_others_can_write_one(string file, string place, string mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Sandbox.Path(file))!);
        Directory.CreateDirectory(HostKeys);
        if (file == "ca.pem")
        {
            File.Copy(Authority.File, Sandbox.Path(file));
        }
        else
        {
            File.WriteAllText(Sandbox.Path(file), "# nobody\n");
        }

        SetMode(place, mode);
        var config = file.EndsWith(".toml", StringComparison.Ordinal) ? file : "empty.toml";
        File.AppendAllText(Sandbox.Path(config), "");
        var result = Serve(config, Authority.Issue("host.pem", "host"), file == "ca.pem" ? file : null);
        var ourselves = UserAccount.NameOf(Libc.EffectiveUser());
        Assert.That(result.Error, Is.EqualTo(
            $"distplusplus: cannot start: {Sandbox.Path(place)} has mode 0{mode}, so others than "
            + $"{(ourselves == "root" ? ourselves : $"root or {ourselves}")} could change the access rules: "
            + $"chmod go-w {Sandbox.Path(place)}\n"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
    }

    [TestCase("/dev/null")]
    [TestCase("a link")]
    public void What_stays_empty_whoever_writes_to_it_may_stand_for_settings(string config)
    {
        if (config == "a link")
        {
            config = Sandbox.Path("host.toml");
            File.CreateSymbolicLink(config, "/dev/null");
        }

        using var host = BuildHost.Start(Sandbox, "--config", config);
        Assert.That(host.Log, Does.Contain("listening on "));
    }

    [Test]
    public void A_list_that_others_can_write_is_not_read_again_until_that_is_mended()
    {
        using var host = HostWithOwnKey();
        var client = new FarmClient(Sandbox, host.Address);
        client.Command(NativeBinary.Path, "hosts", "pair", "--yes", host.Address).Run().Succeeded();
        var line = host.WaitForLog($"authorized_clients: ({Key} \\S+)").Groups[1].Value;
        var list = $"{HostKeys}/authorized_clients";
        File.WriteAllText(list, "# nobody\n");
        SetMode("host-keys/authorized_clients", "666");
        File.WriteAllText(list, $"{line}\n");
        new KnownHosts(Sandbox).Forget();
        StaysHere(
            host, client,
            $"{host.Address}: the host does not accept this client (its key {line.Split(' ')[0]} is not among the "
                + "authorized clients): ask the host's administrator to admit this client",
            $"the changed list of authorized clients is not valid, the previous list stays in effect: {list} has "
                + "mode 0666");
        SetMode("host-keys/authorized_clients", "644");
        new KnownHosts(Sandbox).Forget();
        GoesThere(host, client);
    }

    [Test]
    public void Settings_that_others_can_write_are_not_read_again()
    {
        var file = Sandbox.Path("host.toml");
        File.WriteAllText(file, "[serve]\nallow = [\"127.0.0.0/8\"]\n");
        using var host = BuildHost.Start(Sandbox, "--config", file);
        var client = new FarmClient(Sandbox, host.Address);
        GoesThere(host, client);
        SetMode("host.toml", "666");
        File.WriteAllText(file, "[serve]\nallow = [\"10.0.0.0/8\"]\n");
        GoesThere(host, client);
        host.WaitForLog(Regex.Escape(
            $"the changed settings are not valid, the previous access lists stay in effect: {file} has mode "
            + "0666"));
    }

    [Test]
    public void Certificates_that_others_can_write_are_not_read_again()
    {
        var authority = Sandbox.Path("ca.pem");
        File.Copy(Authority.File, authority);
        using var host = Host(
            "tls:127.0.0.1:0", ("DISTPLUSPLUS_TLS_CA", authority),
            ("DISTPLUSPLUS_TLS_CERTIFICATE", Authority.Issue("host.pem", "host")));
        var client = ClientWith(host, Authority.Issue("client.pem", "client"));
        GoesThere(host, client);
        SetMode("ca.pem", "666");
        File.WriteAllText(authority, File.ReadAllText(Stranger.File));
        GoesThere(host, client);
        host.WaitForLog(Regex.Escape(
            $"the changed certificates are not valid, the previous ones stay in effect: {authority} has mode 0666"));
    }

    private CommandResult Serve(string config, string certificate, string? authority)
    {
        string[] user = Libc.EffectiveUser() == UserAccount.Root ? ["--user", "root"] : [];
        return Sandbox.Command(
            NativeBinary.Path,
            ["serve", "--listen", "tls:127.0.0.1:0", "--config", Sandbox.Path(config), .. user])
            .With("DISTPLUSPLUS_TLS_DIRECTORY", HostKeys)
            .With("DISTPLUSPLUS_TLS_CERTIFICATE", certificate)
            .With("DISTPLUSPLUS_TLS_CA", authority is null ? Authority.File : Sandbox.Path(authority))
            .Run();
    }

    private void SetMode(string place, string mode)
        => File.SetUnixFileMode(Sandbox.Path(place), (UnixFileMode)Convert.ToInt32(mode, 8));
}
