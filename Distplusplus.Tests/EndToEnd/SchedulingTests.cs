using System.Globalization;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Who compiles what and when, shown with compilers that sleep. Strict mode keeps this machine's own cores out where
/// only hosts are looked at.
/// </summary>
[NonParallelizable]
internal sealed class SchedulingTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Hosts_of_all_sizes_and_speeds_are_kept_as_busy_as_can_be()
    {
        (int Slots, int Slower)[] hosts = [(1, 1), (2, 1), (4, 3), (8, 1)];
        using var first = Host(hosts[0]);
        using var second = Host(hosts[1]);
        using var third = Host(hosts[2]);
        using var fourth = Host(hosts[3]);

        // The full measure: DPP_JOBS=400 DPP_LONGEST=5.
        var jobs = (int)Number("DPP_JOBS", 150);
        var longest = Number("DPP_LONGEST", 1.5);
        var random = new Random(3);
        var lengths = Enumerable.Range(0, jobs)
            .Select(_ => Math.Round(0.1 + (random.NextDouble() * (longest - 0.1)), 2)).ToArray();
        WriteMakefile("", lengths);
        var client = new FarmClient(_sandbox, first.Address, second.Address, third.Address, fourth.Address)
            .With("DISTPLUSPLUS_FALLBACK", "0");
        client.Command("make", "-j1", $"u0_{Text(lengths[0])}.o").Run().Succeeded();
        File.Delete($"{_sandbox.Work}/u0_{Text(lengths[0])}.o");
        var result = (client.Command("make", "-j64") with { Limit = TimeSpan.FromMinutes(10) }).Run().Succeeded();
        var bound = ListScheduling(lengths, hosts);
        foreach (var host in (BuildHost[])[first, second, third, fourth])
        {
            var count = result.Error.Split($"compiled on {host.Address}").Length - 1;
            TestContext.Out.WriteLine($"{host.Address}: {count} jobs");
        }

        TestContext.Out.WriteLine(
            $"{jobs} jobs of 0.1 to {longest} s: {result.Elapsed.TotalSeconds:0.00} s, list scheduling {bound:0.00} s, "
            + $"ratio {result.Elapsed.TotalSeconds / bound:0.000}");
        Assert.That(result.Error.Split("compiled on ").Length - 1, Is.EqualTo(jobs), result.Error);
    }

    [Test]
    public void A_host_three_times_slower_gets_less_though_it_is_as_free_as_the_other()
    {
        using var fast = Host((4, 1));
        using var slow = Host((4, 3));
        WriteMakefile("", [.. Enumerable.Repeat(0.1, 120)]);
        var client = new FarmClient(_sandbox, fast.Address, slow.Address).With("DISTPLUSPLUS_FALLBACK", "0");
        var lines = client.Command("make", "-j3").Run().Succeeded().Error.Split('\n')
            .Where(line => line.Contains("compiled on", StringComparison.Ordinal)).ToList();
        var atTheSlow = lines.Skip(60).Count(line => line.Contains(slow.Address, StringComparison.Ordinal));
        TestContext.Out.WriteLine($"of the last 60 jobs the slow host got {atTheSlow}");

        Assert.That(atTheSlow, Is.LessThan(30));
    }

    [Test]
    public void Ten_jobs_beside_three_hundred_wait_for_few_of_them()
    {
        using var host = Host((4, 1));
        WriteMakefile("big/", [.. Enumerable.Repeat(0.3, 300)]);
        WriteMakefile("small/", [.. Enumerable.Repeat(0.3, 10)]);
        Command Small(string user) => Client(user, host).Command("make", "-C", "small", "-j10");
        Small("early").Run().Succeeded();
        RemoveObjects("small");
        var alone = Small("early").Run().Succeeded().Elapsed;
        RemoveObjects("small");

        using var make = Client("big", host).Command("make", "-C", "big", "-j100").Start();
        _ = Command.Collect(make.Output!);
        _ = Command.Collect(make.Error!);
        Assert.That(
            () => Directory.GetFiles($"{_sandbox.Work}/big", "*.o"),
            Has.Length.GreaterThanOrEqualTo(12).After(60_000, 20));
        var before = Directory.GetFiles($"{_sandbox.Work}/big", "*.o").Length;
        var beside = Small("small").Run().Succeeded().Elapsed;
        var meanwhile = Directory.GetFiles($"{_sandbox.Work}/big", "*.o").Length - before;
        make.KillTree();
        _ = make.Wait();
        TestContext.Out.WriteLine(
            $"alone {alone.TotalSeconds:0.00} s, beside 300 others {beside.TotalSeconds:0.00} s, "
            + $"{meanwhile} of them meanwhile");

        // Slots shared evenly: ten of the one, ten of the other, and those that were running.
        Assert.That(meanwhile, Is.LessThanOrEqualTo(30));
    }

    [Test]
    public void A_free_host_comes_before_a_local_compile_and_that_before_a_long_queue()
    {
        Needs.Program("bwrap");
        using var busy = Host((1, 1));
        using var first = Occupy(busy, seconds: 30);
        var client = new FarmClient(_sandbox, busy.Address);
        var here = LoadAverage.Says(_sandbox, 1, client.Compile("gcc", "-c", "a_0.1.c", "-o", "a.o")).Run().Succeeded();
        Assert.That(here.Error, Is.EqualTo(
            "distplusplus: a_0.1.c: compiled locally: hosts-busy: all hosts only queued it, and this machine has an "
                + "idle core\n"));

        using var free = Host((1, 1));
        var there = LoadAverage.Says(_sandbox, 1, new FarmClient(_sandbox, busy.Address, free.Address)
            .Compile("gcc", "-c", "a_0.1.c", "-o", "a.o")).Run();
        Assert.That(there.Succeeded().Error, Does.Contain($"compiled on {free.Address}"));
        first.KillTree();
        _ = first.Wait();
    }

    [Test]
    public void A_client_whose_own_cores_are_busy_waits_for_a_slot()
    {
        Needs.Program("bwrap");
        using var busy = Host((1, 1));
        using var first = Occupy(busy, seconds: 4);
        var there = LoadAverage.Says(_sandbox, 99, new FarmClient(_sandbox, busy.Address)
            .Compile("gcc", "-c", "a_0.1.c", "-o", "a.o")).Run().Succeeded();
        Assert.That(there.Error, Does.Contain($"compiled on {busy.Address}"));
        Assert.That(first.Wait().Code, Is.Zero);
    }

    private ChildProcess Occupy(BuildHost host, int seconds)
    {
        _sandbox.Write($"long_{seconds}.c", "int x;\n");
        _sandbox.Write("a_0.1.c", "int x;\n");
        var compile = new FarmClient(_sandbox, host.Address).Compile("gcc", "-c", $"long_{seconds}.c", "-o", "long.o")
            .Start();
        _ = Command.Collect(compile.Output!);
        _ = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        return compile;
    }

    private FarmClient Client(string user, BuildHost host)
        => new FarmClient(_sandbox, host.Address).With("DISTPLUSPLUS_FALLBACK", "0").With("USER", user);

    private BuildHost Host((int Slots, int Slower) kind)
    {
        var directory = _sandbox.Path($"compilers{kind.Slower}");
        StandInCompiler.Sleeper(kind.Slower).Install(directory, "gcc");
        return BuildHost.Start(_sandbox, "--slots", $"{kind.Slots}", "--compilers", directory);
    }

    private void WriteMakefile(string directory, double[] lengths)
    {
        for (var i = 0; i < lengths.Length; i++)
        {
            _sandbox.Write($"{directory}u{i}_{Text(lengths[i])}.c", "int x;\n");
        }

        var objects = string.Join(' ', lengths.Select((length, i) => $"u{i}_{Text(length)}.o"));
        _sandbox.Write($"{directory}Makefile", $"all: {objects}\n%.o: %.c\n\t@{NativeBinary.Path} gcc -c $< -o $@\n");
    }

    private void RemoveObjects(string directory)
    {
        foreach (var file in Directory.GetFiles($"{_sandbox.Work}/{directory}", "*.o"))
        {
            File.Delete(file);
        }
    }

    private static string Text(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static double Number(string variable, double otherwise)
        => double.TryParse(
            Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;

    /// <summary>Each job in turn to the slot that is free first: hard to better without foresight.</summary>
    private static double ListScheduling(double[] lengths, (int Slots, int Slower)[] hosts)
    {
        var slots = new PriorityQueue<int, double>();
        foreach (var (count, slower) in hosts)
        {
            for (var i = 0; i < count; i++)
            {
                slots.Enqueue(slower, 0);
            }
        }

        var end = 0d;
        foreach (var length in lengths)
        {
            slots.TryDequeue(out var slower, out var free);
            slots.Enqueue(slower, free + (length * slower));
            end = Math.Max(end, free + (length * slower));
        }

        return end;
    }
}
