using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>As whom a host compiles that root starts. Needs root: nobody else has it to give up.</summary>
internal sealed class HostUserTests
{
    private const string EverybodyMayEnter = "755";

    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        SetMode(_sandbox.Root, EverybodyMayEnter);
        SetMode(_sandbox.Path("tmp"), "1777");
        _sandbox.Write("a.c", "int answer(void) { return 42; }\n");
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Root_becomes_nobody_or_the_user_of_its_own()
    {
        OnlyRoot();
        var store = _sandbox.Path("store");
        using var host = Start("--user", "nobody");
        Assert.That(host.Log, Does.Contain("\n  user       nobody\n"));
        Assert.That(Ids(host), Is.EqualTo((string[])["65534", "65534", "65534", "65534"]), "all four user ids");
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
        Assert.That(FileIdentity.Of(store)?.Owner, Is.EqualTo(65534u));
        Assert.That(Directory.GetDirectories(_sandbox.Path("tmp")).Select(run => FileIdentity.Of(run)!.Value.Owner),
            Has.Exactly(1).EqualTo(65534u));
    }

    [Test]
    public void Roots_own_caches_are_not_used()
    {
        OnlyRoot();
        using var host = BuildHost.Start(
            _sandbox,
            command => command with
            {
                Program = "/usr/bin/unshare",
                Arguments =
                [
                    "-m", "sh", "-c", "mount -t tmpfs -o mode=755 tmpfs /var/cache && exec \"$0\" \"$@\"",
                    command.Program, .. command.Arguments,
                ],
            },
            new Dictionary<string, string>
            {
                ["TMPDIR"] = _sandbox.Path("tmp"),
                ["XDG_CACHE_HOME"] = _sandbox.Path("home/.cache"),
            },
            "--user", "nobody");
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
        Assert.That(
            FileIdentity.Of($"/proc/{host.Id}/root/var/cache/distplusplus/store")?.Owner, Is.EqualTo(65534u));
        Assert.That(_sandbox.Path("home/.cache/distplusplus/store"), Does.Not.Exist);
    }

    [Test]
    public void A_store_that_the_new_user_cannot_enter_is_named_and_not_needed()
    {
        OnlyRoot();
        var store = Directory.CreateDirectory(_sandbox.Path("store")).FullName;
        SetMode(store, "700");
        using var host = Start("--user", "nobody");
        Assert.That(host.Log, Does.Match(
            $"the content store is deleted when this host stops: {store}[^ ]*: Permission denied"));
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void The_compiler_runs_as_that_user()
    {
        OnlyRoot();
        new StandInCompiler("/usr/bin/gcc") { Before = "id -u >&2; id -G >&2" }
            .Install(_sandbox.Path("compilers"), "gcc");
        SetMode(_sandbox.Path("compilers"), EverybodyMayEnter);
        File.WriteAllText(_sandbox.Path("compilers/gcc.log"), "");
        SetMode(_sandbox.Path("compilers/gcc.log"), "666");
        using var host = Start("--user", "nobody", "--compilers", _sandbox.Path("compilers"), "--isolation", "off");
        var result = new FarmClient(_sandbox, host.Address).Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(result.Error, Does.StartWith("65534\n65534\n").And.Contain("compiled on"));
    }

    [Test]
    public void Staying_root_is_said_loudly()
    {
        OnlyRoot();
        using var host = Start("--user", "root");
        Assert.That(host.Log, Does.Contain(
            "\n  user       ROOT (--user root): compilers run with root privileges\n"));
    }

    [Test]
    public void A_user_that_does_not_exist_keeps_the_host_from_starting()
    {
        OnlyRoot();
        var result = Serve("--user", "no-such-user");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(result.Error, Is.EqualTo(
            "distplusplus: there is no user no-such-user: create it (useradd --system no-such-user), or name another "
            + "one (--user)\n"));
    }

    [Test]
    public void Only_root_can_become_another()
    {
        Needs.Program("setpriv");
        OnlyRoot();
        var result = _sandbox.Command(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", NativeBinary.Path, "serve", "--listen",
            "127.0.0.1:0", "--user", "daemon").Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(result.Error, Is.EqualTo(
            "distplusplus: cannot switch to the user daemon: only root can, and this is nobody; "
            + "start the host as root or remove the setting\n"));
    }

    [Test]
    public void A_key_that_is_roots_alone_is_read_before()
    {
        OnlyRoot();
        using var authority = new TestAuthority(_sandbox, "authority");
        var file = authority.Issue("host.pem", "host");
        SetMode(authority.File, "644");
        using var host = StartWithTls(
            ("DISTPLUSPLUS_TLS_CA", authority.File), ("DISTPLUSPLUS_TLS_CERTIFICATE", file));
        Assert.That(host.Log, Does.Contain("\n  user       nobody\n").And.Contain(
            $"\nwarning: the user nobody cannot read {file}, which root has read: make it readable for that user, or "
                + "restart the host when the file is renewed\n"));
        new Comparison(_sandbox, ClientOf(authority, host)).Remote(host.Address, "gcc", "-c", "a.c");
        authority.Issue("host.pem", "host");
        _sandbox.Write("a.c", "int answer(void) { return 43; }\n");
        new Comparison(_sandbox, ClientOf(authority, host)).Remote(host.Address, "gcc", "-c", "a.c");
        host.WaitForLog(Regex.Escape(
            $"the changed certificates are not valid, the previous ones stay in effect: {file}: Permission denied"));
    }

    [Test]
    public void A_key_that_the_new_user_can_read_is_renewed_too()
    {
        OnlyRoot();
        using var authority = new TestAuthority(_sandbox, "authority");
        var file = authority.Issue("host.pem", "host");
        _sandbox.Command("chown", "nobody", file).Run().Succeeded();
        using var host = StartWithTls(
            ("DISTPLUSPLUS_TLS_CA", authority.File), ("DISTPLUSPLUS_TLS_CERTIFICATE", file));
        Assert.That(host.Log, Does.Not.Contain("warning"));
        authority.Issue("renewed.pem", "host");
        _sandbox.Command("chown", "nobody", _sandbox.Path("renewed.pem")).Run().Succeeded();
        File.Move(_sandbox.Path("renewed.pem"), file, overwrite: true);
        new Comparison(_sandbox, ClientOf(authority, host)).Remote(host.Address, "gcc", "-c", "a.c");
        host.WaitForLog("host.pem was renewed; this host's key is SHA256:");
    }

    [Test]
    public void Its_own_key_is_the_new_users()
    {
        OnlyRoot();
        using var host = StartWithTls();
        Assert.That(host.Log, Does.Contain($" ({_sandbox.Path("keys")}/host.pem)\n"));
        var key = FileIdentity.Of(_sandbox.Path("keys/host.pem"))!.Value;
        Assert.That((key.Owner, Convert.ToString(key.Mode & 511, 8)), Is.EqualTo((65534u, "600")));
    }

    [Test]
    public void A_directory_of_keys_that_is_roots_is_named_with_its_cure()
    {
        OnlyRoot();
        var keys = Directory.CreateDirectory(_sandbox.Path("keys")).FullName;
        File.WriteAllText($"{keys}/host.pem", "root's");
        SetMode($"{keys}/host.pem", "600");
        var result = _sandbox.Command(NativeBinary.Path, "serve", "--listen", "tls:127.0.0.1:0", "--user", "nobody")
            .With("DISTPLUSPLUS_TLS_DIRECTORY", keys).Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(result.Error, Is.EqualTo(
            $"distplusplus: cannot start: {keys}/host.pem: Permission denied (open); the host is the user nobody and "
            + $"must own its keys: chown -R nobody {keys}\n"));
    }

    [Test]
    public void A_temp_directory_that_is_roots_alone_is_not_asked_for()
    {
        OnlyRoot();
        SetMode(_sandbox.Path("tmp"), "700");
        using var host = Start("--user", "nobody");
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
        Assert.That(Directory.GetFileSystemEntries(_sandbox.Path("tmp")), Is.Empty);
    }

    private static void OnlyRoot()
    {
        if (Libc.EffectiveUser() != UserAccount.Root)
        {
            Assert.Ignore("these tests must be run by root: nobody else can become another user");
        }
    }

    private static void SetMode(string path, string mode)
        => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));

    private static string[] Ids(BuildHost host)
        => File.ReadLines($"/proc/{host.Id}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            .Split('\t')[1..];

    private BuildHost Start(params string[] arguments)
        => BuildHost.Start(
            _sandbox,
            new Dictionary<string, string>
            {
                ["TMPDIR"] = _sandbox.Path("tmp"),
                ["DISTPLUSPLUS_STORE_DIR"] = _sandbox.Path("store"),
            },
            arguments);

    private BuildHost StartWithTls(params (string Name, string Value)[] settings)
        => BuildHost.Start(
            _sandbox,
            settings.Concat(
            [
                ("DISTPLUSPLUS_TLS_DIRECTORY", _sandbox.Path("keys")),
                ("DISTPLUSPLUS_STORE_DIR", _sandbox.Path("store")),
                ("TMPDIR", _sandbox.Path("tmp")),
            ]).ToDictionary(setting => setting.Item1, setting => setting.Item2),
            "--listen", "tls:127.0.0.1:0", "--user", "nobody");

    private FarmClient ClientOf(TestAuthority authority, BuildHost host)
        => new FarmClient(_sandbox, $"tls:{host.Address}")
            .With("DISTPLUSPLUS_TLS_CA", authority.File)
            .With("DISTPLUSPLUS_TLS_CERTIFICATE", authority.Issue("client.pem", "client"));

    private CommandResult Serve(params string[] arguments)
        => _sandbox.Command(NativeBinary.Path, ["serve", "--listen", "127.0.0.1:0", .. arguments]).Run();
}
