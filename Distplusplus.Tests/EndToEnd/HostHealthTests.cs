using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// What is held against a host and what is not, what a dead one costs, and how soon it is used again.
/// </summary>
internal sealed class HostHealthTests : SandboxFixture
{
    private KnownHosts _hosts = null!;

    [SetUp]
    public void Start() => _hosts = new KnownHosts(Sandbox);

    [TestCase(FaultKind.Refuse)]
    [TestCase(FaultKind.Blackhole)]
    [TestCase(FaultKind.Mute)]
    public void One_dead_host_among_others_makes_no_job_local(FaultKind kind)
    {
        using var dead = new FaultProxy("127.0.0.1:1", kind);
        using var first = Sleeping("0.2", 2);
        using var second = Sleeping("0.2", 2);
        var lost = Build(40, 8, dead.Address, first.Address, second.Address);
        Assert.That(Lines(lost.Error, "compiled on"), Has.Count.EqualTo(40), lost.Error);
        var sound = Build(40, 8, first.Address, second.Address);
        TestContext.Out.WriteLine(
            $"{kind}: 40 jobs of 0.2 s on 4 slots took {lost.Elapsed.TotalSeconds:0.00} s, without the dead host "
            + $"{sound.Elapsed.TotalSeconds:0.00} s");
    }

    [Test]
    public void A_host_that_returns_is_used_again()
    {
        using var host = BuildHost.Start(Sandbox);
        using var proxy = new FaultProxy(host.Address, FaultKind.Reset);
        var client = new FarmClient(Sandbox, proxy.Address);
        for (var i = 0; i < 12; i++)
        {
            Assert.That(client.Compile("gcc", "-c", "a.c").Run().Succeeded().Error, Does.Contain("compiled locally"));
        }

        proxy.Kind = FaultKind.None;
        Assert.That(
            () => client.Compile("gcc", "-c", "a.c").Run().Succeeded().Error,
            Does.Contain("compiled on").After(60_000, 10));
    }

    [Test]
    public void Errors_of_the_source_and_refused_options_are_held_against_nobody()
    {
        using var host = BuildHost.Start(Sandbox);
        Sandbox.Write("error.c", "int answer(void) { return }\n");
        Sandbox.Write("missing.c", "#include \"missing.h\"\n");
        var comparison = new Comparison(Sandbox, new FarmClient(Sandbox, host.Address));
        comparison.Same("gcc", "-c", "error.c");
        comparison.Same("gcc", "-c", "missing.c");
        comparison.Same("gcc", "-fno-such-option-anywhere", "-c", "a.c");
        Assert.That(_hosts.Of(host.Address).Failures, Is.Zero);
        comparison.Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_host_that_was_taken_off_the_list_is_never_asked_again()
    {
        using var host = BuildHost.Start(Sandbox);
        using var removed = new FaultProxy(host.Address, FaultKind.None);
        new FarmClient(Sandbox, removed.Address).Compile("gcc", "-c", "a.c").Run().Succeeded();
        var connections = removed.Connections;
        var client = new FarmClient(Sandbox, host.Address);
        for (var i = 0; i < 5; i++)
        {
            client.Compile("gcc", "-c", "a.c").Run().Succeeded();
        }

        Assert.That(removed.Connections, Is.EqualTo(connections));
    }

    [Test]
    public void With_all_hosts_gone_two_hundred_jobs_run_as_many_compilers_as_there_are_local_slots()
    {
        // Each compile leaves a mark while it runs and notes how many marks there were.
        var running = Directory.CreateDirectory(Sandbox.Path("running")).FullName;
        var assembler = $"{Directory.CreateDirectory(Sandbox.Path("local")).FullName}/as";
        File.WriteAllText(assembler, $"""
            #!/bin/sh
            case "$*" in *--version*) exec /usr/bin/as "$@" ;; esac
            touch {running}/$$; ls {running} | wc -l >> {Sandbox.Path("counts")}
            [ -e /proc/self/fd/3 ] && [ -e /proc/self/fd/4 ] && echo >> {Sandbox.Path("jobserver")}
            sleep 0.05; rm {running}/$$
            exec /usr/bin/as "$@"

            """);
        File.SetUnixFileMode(assembler, (UnixFileMode)Convert.ToInt32("755", 8));
        using var gone = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        using var silent = new FaultProxy("127.0.0.1:1", FaultKind.Blackhole);
        var client = new FarmClient(Sandbox, gone.Address, silent.Address)
            .With("DISTPLUSPLUS_LOCAL_SLOTS", "3").With("DISTPLUSPLUS_LOG_LEVEL", "error")
            .With("PATH", $"{Sandbox.Path("local")}:{Sandbox.Environment["PATH"]}");
        WriteMakefile(200);
        var result = client.Command("make", "-j200").Run().Succeeded();
        var most = File.ReadAllLines(Sandbox.Path("counts")).Max(int.Parse);
        TestContext.Out.WriteLine($"at most {most} compilers at once, {result.Elapsed.TotalSeconds:0.0} s in all");
        Assert.That(most, Is.InRange(2, 3));
        Assert.That(Directory.GetFiles(Sandbox.Work, "u*.o"), Has.Length.EqualTo(200));
        Assert.That(File.ReadAllLines(Sandbox.Path("jobserver")), Has.Length.EqualTo(200), "make's own pipe was lost");
    }

    [Test]
    public void Hosts_killed_and_started_again_at_random_cost_a_build_nothing_but_time()
    {
        // Now and then a compile that would outlast its killed host by far.
        new StandInCompiler("/usr/bin/gcc")
        {
            Before = "sleep 0.1; case \"$*\" in *7.c*) sleep 2 ;; esac",
        }.Install(Sandbox.Path("compilers"), "gcc");
        var hosts = Enumerable.Range(0, 3).Select(i => StartAt(i)).ToArray();
        WriteMakefile(200);
        using var make = new FarmClient(Sandbox, [.. hosts.Select(host => host.Address)])
            .Command("make", "-j12", "-k").Start();
        var output = Command.Collect(make.Output!);
        var error = Command.Collect(make.Error!);
        var ended = make.WaitAsync();
        var random = new Random(5);
        var kills = 0;
        while (!ended.Wait(TimeSpan.FromMilliseconds(700)))
        {
            var victim = random.Next(hosts.Length);
            hosts[victim] = hosts[victim].KillAndStartAgain();
            kills++;
        }

        Task.WaitAll(output, error);
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        TestContext.Out.WriteLine(
            $"{kills} kills, {Lines(said, "compiled on").Count} of 200 compiled on hosts, "
            + $"{Lines(said, "compiled locally").Count} here");
        Assert.That(ended.GetAwaiter().GetResult().Code, Is.Zero, said);
        Assert.That(Lines(said, "distplusplus: u"), Has.Count.EqualTo(200), "a job was done twice, or not at all");
        Assert.That(
            Directory.GetFileSystemEntries(Sandbox.Work).Select(Path.GetFileName),
            Has.Exactly(200).EndsWith(".o").And.Exactly(401).Items);
        var survivors = ProcessTable.CommandLineHolds(Sandbox.Root);
        foreach (var host in hosts)
        {
            Assert.That(survivors, Does.Contain(host.Id), "the host itself");
            host.Dispose();
            survivors.Remove(host.Id);
        }

        Assert.That(survivors, Is.Empty, "a compiler outlived its killed host");
        Assert.That(
            Directory.GetFiles(Sandbox.Root, "*", SearchOption.AllDirectories)
                .Where(file => file.Contains("/host-", StringComparison.Ordinal)),
            Is.Empty, "what killed hosts had left");
    }

    private BuildHost StartAt(int number) => BuildHost.Start(
        Sandbox, "--slots", "3", "--compilers", Sandbox.Path("compilers"),
        "--listen", $"unix:{Sandbox.Path($"host{number}.sock")}");

    private BuildHost Sleeping(string seconds, int slots)
    {
        new StandInCompiler("/usr/bin/gcc") { Before = $"sleep {seconds}" }.Install(Sandbox.Path("compilers"), "gcc");
        return BuildHost.Start(Sandbox, "--slots", $"{slots}", "--compilers", Sandbox.Path("compilers"));
    }

    private CommandResult Build(int count, int jobs, params string[] servers)
    {
        WriteMakefile(count);
        _hosts.Forget();
        foreach (var file in Directory.GetFiles(Sandbox.Work, "*.o"))
        {
            File.Delete(file);
        }

        return new FarmClient(Sandbox, servers).Command("make", $"-j{jobs}").Run().Succeeded();
    }

    private void WriteMakefile(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Sandbox.Write($"u{i}.c", $"int f{i}(void) {{ return {i}; }}\n");
        }

        File.Delete($"{Sandbox.Work}/a.c");
        var objects = string.Join(' ', Enumerable.Range(0, count).Select(i => $"u{i}.o"));
        Sandbox.Write("Makefile", $"all: {objects}\n%.o: %.c\n\t@+{NativeBinary.Path} gcc -c $< -o $@\n");
    }

    private static List<string> Lines(string text, string part)
        => [.. text.Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal))];
}
