using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Compilers that go wild and disks that fail: the host names what happened, on both sides in the same words, kills
/// all of it, and does the next job as if nothing had been.
/// </summary>
internal sealed class HardToKnockOverTests : SandboxFixture
{
    private static readonly Case[] s_cases =
    [
        new(
            "memory", "head -c 600M /dev/zero | tail > /dev/null || exit 1",
            "job_memory = \"256MiB\"",
            "the compiler needed more than 256MiB of memory, this host's limit for a job (job_memory), "
                + "and was stopped"),
        new(
            "memory of many",
            "for i in 1 2 3 4 5 6; do { head -c 90M /dev/zero; sleep 60; } | tail > /dev/null & done; wait",
            "job_memory = \"256MiB\"",
            "the compiler needed more than 256MiB of memory, this host's limit for a job (job_memory), "
                + "and was stopped"),
        new(
            "processor time", "while :; do :; done", "job_cpu = \"1s\"",
            "the compiler used more than 1s of processor time, this host's limit for a job (job_cpu), and was stopped"),
        new(
            "a file without end", "yes > \"$TMPDIR/big\"; exit $?", "job_output = \"1MiB\"",
            "the compiler wrote a file of more than 1MiB, this host's limit for a job (job_output), and was stopped"),
        new(
            "forks", "while :; do sleep 60 & done", "job_processes = 32",
            "the compiler started more than 32 processes, this host's limit for a job (job_processes), "
                + "and was stopped"),
        new(
            "deaf to TERM", "trap '' TERM INT HUP; while :; do sleep 1; done", "job_timeout = \"1s\"",
            "a.c: the compiler ran longer than 1 s and was killed"),
        new(
            "prints without end", "yes; exit 1", "", "the compiler printed more than 67108864 bytes and was killed"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void A_compiler_gone_wild_is_stopped_and_named(Case wild)
    {
        var compilers = Sandbox.Path("compilers");
        new StandInCompiler("/usr/bin/gcc") { Before = wild.Before }.Install(compilers, "gcc");
        File.WriteAllText(Sandbox.Path("host.toml"), $"[serve]\n{wild.Setting}\n");
        using var host = BuildHost.Start(
            Sandbox, "--slots", "1", "--compilers", compilers, "--config", Sandbox.Path("host.toml"));
        var client = new FarmClient(Sandbox, host.Address);
        var result = client.Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled locally: ").And.Contain($"{host.Address}: {wild.Sentence}"));
        Assert.That(host.Log, Does.Contain($": {wild.Sentence}"));
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(60_000, 20));

        // A compiler that is well again is used at once.
        new StandInCompiler("/usr/bin/gcc").Install(compilers, "gcc");
        new Comparison(Sandbox, client).Remote(host.Address, "gcc", "-c", "a.c");
        TestContext.Out.WriteLine($"at most {ProcessTable.PeakMemory(host.Id) >> 20} MiB in the host itself");
        Assert.That(ProcessTable.PeakMemory(host.Id), Is.LessThan(600L << 20));
    }

    [Test]
    public void A_compiler_that_vanishes_is_named_and_used_again_when_it_returns()
    {
        var compilers = Directory.CreateDirectory(Sandbox.Path("compilers")).FullName;
        File.CreateSymbolicLink($"{compilers}/gcc", "/usr/bin/gcc");
        using var host = BuildHost.Start(Sandbox, "--compilers", compilers);
        var client = new FarmClient(Sandbox, host.Address);
        File.Delete($"{compilers}/gcc");
        Assert.That(
            client.Compile("gcc", "-c", "a.c").Run().Succeeded().Error,
            Does.Contain($"{host.Address}: the host has no compiler like gcc version "));
        File.CreateSymbolicLink($"{compilers}/gcc", "/usr/bin/gcc");
        Assert.That(
            () => client.Compile("gcc", "-c", "a.c").Run().Succeeded().Error,
            Does.Contain("compiled on").After(60_000, 1_000));
    }

    [Test]
    public void A_host_on_a_disk_that_cannot_be_written_says_so_and_does_not_start()
    {
        var disk = Disk();
        try
        {
            Mount("-o", "remount,ro", disk);
            var result = (Sandbox.Command(NativeBinary.Path, "serve", "--listen", "127.0.0.1:0", "--user", "root")
                .With("TMPDIR", disk) with { Limit = TimeSpan.FromSeconds(20) }).Run();
            Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.CannotListen));
            Assert.That(result.Error, Does.Match(
                $"^distplusplus: cannot start: {disk}/distplusplus-[0-9a-f]{{8}}: Read-only file system "
                + "\\(mkdir\\)\n$"));
        }
        finally
        {
            Sandbox.Command("umount", "-l", disk).Run();
        }
    }

    [Test]
    public void A_disk_that_takes_no_more_is_named_and_forgotten_when_it_does_again()
    {
        const string Full = "No space left on device";
        var disk = Disk();
        try
        {
            using var host = BuildHost.Start(
                Sandbox, new Dictionary<string, string> { ["TMPDIR"] = disk }, "--isolation", "landlock",
                "--log-level", "warning");
            Mount("-o", "remount,size=256k", disk);
            Sandbox.Write("big.c", $"char text[] = \"{new string('x', 2_000_000)}\";\n");
            var client = new FarmClient(Sandbox, host.Address);
            var result = client.Compile("gcc", "-c", "big.c").Run().Succeeded();
            Assert.That(result.Error, Does.Contain("compiled locally: ").And.Contain(Full));
            host.WaitForLog($@"Z warning: \S+ big\.c: refused, HostTrouble: .*{Full}");

            Mount("-o", "remount,size=64m", disk);
            new Comparison(Sandbox, client).Remote(host.Address, "gcc", "-c", "a.c");
        }
        finally
        {
            Sandbox.Command("umount", "-l", disk).Run();
        }
    }

    [Test]
    public void What_a_killed_host_left_is_removed_by_the_next_one_and_that_of_a_living_one_is_not()
    {
        var shared = new Dictionary<string, string> { ["TMPDIR"] = Sandbox.Path("tmp") };
        new StandInCompiler("/usr/bin/gcc") { Before = "sleep 300" }.Install(Sandbox.Path("compilers"), "gcc");
        using var living = BuildHost.Start(Sandbox, shared);
        var own = Directory.GetDirectories(Sandbox.Path("tmp"));
        var killed = BuildHost.Start(Sandbox, shared, "--compilers", Sandbox.Path("compilers"));
        using var compile = new FarmClient(Sandbox, killed.Address).Compile("gcc", "-c", "a.c").Start();
        Assert.That(() => ProcessTable.Below(killed.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        Assert.That(Directory.GetDirectories(Sandbox.Path("tmp")), Has.Length.EqualTo(own.Length + 1));
        var below = ProcessTable.Below(killed.Id);
        _ = Libc.Kill(killed.Id, Libc.SignalKill);
        killed.Kill();
        killed.Dispose();
        below.ForEach(process => _ = Libc.Kill(process, Libc.SignalKill));
        compile.KillTree();
        _ = compile.Wait();

        using var next = BuildHost.Start(Sandbox, shared);
        var left = Directory.GetDirectories(Sandbox.Path("tmp"));
        Assert.That(left, Is.SupersetOf(own), "a living host lost its directory");
        Assert.That(left, Has.Length.EqualTo(own.Length + 1), "litter of the killed host, or none of the new one's");
        new Comparison(Sandbox, new FarmClient(Sandbox, living.Address)).Remote(living.Address, "gcc", "-c", "a.c");
    }

    private string Disk()
    {
        if (Libc.EffectiveUser() != UserAccount.Root)
        {
            Assert.Ignore("only root can mount a small disk");
        }

        var disk = Directory.CreateDirectory(Sandbox.Path("disk")).FullName;
        Mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", disk);
        return disk;
    }

    private void Mount(params string[] arguments) => Sandbox.Command("mount", arguments).Run().Succeeded();

    /// <summary>A way to go wild.</summary>
    internal sealed record Case(string Name, string Before, string Setting, string Sentence)
    {
        public override string ToString() => Name;
    }
}
