using Distplusplus.Platform;
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
        using var host = Start("--user", "nobody");
        Assert.That(host.Log, Does.Contain("\n  user       nobody\n"));
        Assert.That(Ids(host), Is.EqualTo((string[])["65534", "65534", "65534", "65534"]), "all four user ids");
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
        Assert.That(FileIdentity.Of(_sandbox.Path("home/.cache/distplusplus/store"))?.Owner, Is.EqualTo(65534u));
        Assert.That(Directory.GetDirectories(_sandbox.Path("tmp")).Select(run => FileIdentity.Of(run)!.Value.Owner),
            Has.Exactly(1).EqualTo(65534u));
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
            "\n  user       ROOT, because --user says so: whatever a compiler can be made to do, "
            + "it does as root\n"));
    }

    [Test]
    public void A_user_that_does_not_exist_keeps_the_host_from_starting()
    {
        OnlyRoot();
        var result = Serve("--user", "no-such-user");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(result.Error, Is.EqualTo(
            "root must not compile for others and there is no user no-such-user to become: make one "
            + "(useradd --system distplusplus) or name one (--user NAME)\n"));
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
            "cannot become the user daemon: only root can, and this is nobody; "
            + "start the host as root or leave the user out\n"));
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
            _sandbox, new Dictionary<string, string> { ["TMPDIR"] = _sandbox.Path("tmp") }, arguments);

    private CommandResult Serve(params string[] arguments)
        => _sandbox.Command(NativeBinary.Path, ["serve", "--listen", "127.0.0.1:0", .. arguments]).Run();
}
