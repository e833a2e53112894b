using System.Diagnostics;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;

namespace Distplusplus.Tests.Server;

/// <summary>A host in this process: what it makes of jobs is what the plain compiler makes of them.</summary>
[NonParallelizable]
internal sealed class BuildHostServiceTests
{
    [TestCase(Encoding.Zstd)]
    [TestCase(Encoding.Gzip)]
    [TestCase(Encoding.Identity)]
    public async Task A_source_is_compiled_to_the_object_of_the_plain_compiler(Encoding encoding)
    {
        await using var host = await RunningHost.StartAsync();
        var text = "int twice(int x)\n{\n  return 2 * x;\n}\n" + new string('\n', 200_000);
        var job = TestJob.Direct("a.c", "/home/me/proj").File("/home/me/proj/a.c", text).Option("-O2");
        job.Encoding = encoding;
        job.Offer.AcceptedEncodings.Clear();
        job.Offer.AcceptedEncodings.Add(encoding);
        var answer = await job.RunAsync(host);

        Assert.That(answer.Refused, Is.Null);
        Assert.That(answer.Finished!.ExitCode, Is.Zero, answer.Error);
        Assert.That(
            answer.File(0), Is.EqualTo(Plain(host.Scratch, "a.c", "int twice(int x)\n{\n  return 2 * x;\n}\n", "-O2")));
        Assert.That(host.Litter(), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Direct_gives_the_object_of_the_plain_compiler_with_debug_information(bool clang)
    {
        await using var host = await RunningHost.StartAsync();
        const string Source = "#include \"inc/h.h\"\nint main(void) { return ANSWER; }\n";
        host.Scratch.Write("proj/inc/h.h", "#pragma once\n#define ANSWER 42\n");
        var plain = Plain(host.Scratch, "proj/a.c", Source, clang, "-g", "-O1");
        var directory = host.Scratch.Path + "/proj";
        var job = TestJob.Direct("a.c", directory, clang).Option("-g", "-O1")
            .File($"{directory}/a.c", Source)
            .File($"{directory}/inc/h.h", "#pragma once\n#define ANSWER 42\n");
        var first = await job.RunAsync(host);
        Assert.That(first.Granted!.Lacking, Is.EqualTo(new uint[] { 0, 1 }));
        Assert.That(first.Finished!.ExitCode, Is.Zero, first.Error);
        Assert.That(first.File(0), Is.EqualTo(plain));

        var second = await job.RunAsync(host);
        Assert.That(second.Granted!.Lacking, Is.Empty);
        Assert.That(second.File(0), Is.EqualTo(plain));
    }

    [Test]
    public async Task Messages_and_dependency_files_name_the_files_of_the_client()
    {
        await using var host = await RunningHost.StartAsync();
        var job = TestJob.Direct("/p/a.c", "/p").Option("-Wall")
            .Whole("/p/a.c", "#include \"b.h\"\nint f(void) { }\n").Whole("/p/b.h", "\n")
            .With(offer =>
            {
                offer.Outputs.Add(new Output { Path = TestJob.Bytes("a.d"), Kind = OutputKind.Dependencies });
                offer.Dependencies = new DependencyRule { File = TestJob.Bytes("a.d"), SystemHeaders = true };
                offer.Dependencies.Targets.Add(new DependencyTarget { Name = TestJob.Bytes("out.o"), Quoted = true });
            });
        var answer = await job.RunAsync(host);

        Assert.That(answer.Finished!.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Error, Does.StartWith("/p/a.c: In function 'f':\n/p/a.c:2:15: warning: "));
        Assert.That(System.Text.Encoding.UTF8.GetString(answer.File(1)!), Is.EqualTo("out.o: /p/a.c /p/b.h\n"));
    }

    [Test]
    public async Task A_compile_error_is_an_answer_without_output()
    {
        await using var host = await RunningHost.StartAsync(unix: true);
        var answer = await TestJob.Direct("a.c", "/p").Whole("/p/a.c", "oops\n").RunAsync(host);

        Assert.That(answer.Finished!.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.StartWith("a.c:1:1: error: "));
        Assert.That(answer.File(0), Is.Null);
    }

    [Test]
    public async Task An_output_that_names_the_host_directory_is_never_returned()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "{ head -c 300000 /dev/zero; pwd; } > out.o");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().RunAsync(host);

        Assert.That(answer.Refused!.Reason, Is.EqualTo(RefusalReason.RootInOutput));
        Assert.That(
            answer.Refused.Sentence,
            Is.EqualTo("out.o: the compiler wrote the host's own directory into it"));
    }

    [Test]
    public async Task A_link_in_place_of_an_output_is_not_followed()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "ln -s /etc/passwd out.o");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().RunAsync(host);

        Assert.That(answer.Finished!.ExitCode, Is.Zero);
        Assert.That(answer.File(0), Is.Null);
    }

    [Test]
    public async Task The_compiler_sees_a_clean_environment()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "env | grep -v ^STATE= | sort; cat");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().With(offer =>
        {
            offer.Environment.Add(new EnvironmentVariable { Name = "TZ", Value = TestJob.Bytes("UTC") });
            offer.Environment.Add(new EnvironmentVariable { Name = "LD_PRELOAD", Value = TestJob.Bytes("/evil") });
            offer.Environment.Add(new EnvironmentVariable { Name = "PWD", Value = TestJob.Bytes("/p") });
        }).RunAsync(host);

        var names = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);
        Assert.That(
            names,
            Is.EquivalentTo(new[] { "PATH", "PWD", "TMPDIR", "TZ", "SHLVL", "_" }).Or.EquivalentTo(
                new[] { "PATH", "PWD", "TMPDIR", "TZ" }));
        Assert.That(answer.Output, Does.Contain("\nPWD=/p\n").And.Contain("\nTMPDIR=/tmp\n"));
    }

    [Test]
    public async Task The_third_job_waits_and_hears_its_place()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "while [ ! -e \"$STATE/go\" ]; do sleep 0.02; done; exit 0");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var running = Enumerable.Range(0, 2).Select(_ => compilers.Job().RunAsync(host)).ToArray();
        await Wait.Until(() => host.Client.Describe(new DescribeRequest()).Load.Running == 2, "two jobs run");
        var third = compilers.Job().RunAsync(host);
        await Wait.Until(() => host.Client.Describe(new DescribeRequest()).Load.Queued == 1, "the third waits");
        await Task.Delay(500);
        File.WriteAllText(compilers.Path("go"), "");

        Assert.That((await Task.WhenAll(running)).Select(answer => answer.Finished!.ExitCode), Is.All.Zero);
        var answer = await third;
        Assert.That(answer.Queued[0].Position, Is.EqualTo(1));
        Assert.That(answer.Heartbeats, Does.Contain(Phase.Queued));
        Assert.That(answer.Finished!.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Describe_health_and_watch_tell_what_the_host_is()
    {
        await using var host = await RunningHost.StartAsync();
        var description = await host.Client.DescribeAsync(new DescribeRequest());
        var gcc = description.Compilers.Single(compiler => compiler.Name == "gcc");
        Assert.That(description.Software, Is.EqualTo("distplusplus 0.1.0"));
        Assert.That(gcc.Path, Is.EqualTo("/usr/bin/gcc"));
        Assert.That(gcc.Trouble, Is.Empty);
        Assert.That(description.Limits.HeartbeatMs, Is.EqualTo(200));

        var health = new Distplusplus.Protocol.Health.Health.HealthClient(host.Channel);
        var status = await health.CheckAsync(new Distplusplus.Protocol.Health.HealthCheckRequest());
        Assert.That(
            status.Status, Is.EqualTo(Distplusplus.Protocol.Health.HealthCheckResponse.Types.ServingStatus.Serving));

        using var watch = host.Client.Watch(new WatchRequest { IntervalMs = 100 });
        Assert.That(await watch.ResponseStream.MoveNext(CancellationToken.None), Is.True);
        Assert.That(watch.ResponseStream.Current.Load.Slots, Is.EqualTo(2));
    }

    private static byte[] Plain(Scratch scratch, string name, string source, params string[] options)
        => Plain(scratch, name, source, clang: false, options);

    private static byte[] Plain(Scratch scratch, string name, string source, bool clang, params string[] options)
    {
        var path = scratch.Write(name, source);
        using var compiler = Process.Start(new ProcessStartInfo(
            clang ? "clang" : "gcc", [.. options, "-c", Path.GetFileName(path), "-o", scratch.Path + "/plain.o"])
        {
            WorkingDirectory = Path.GetDirectoryName(path)!,
        })!;
        compiler.WaitForExit();
        Assert.That(compiler.ExitCode, Is.Zero);
        return File.ReadAllBytes(scratch.Path + "/plain.o");
    }
}
