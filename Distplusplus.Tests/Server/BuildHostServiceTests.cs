using System.Diagnostics;
using Distplusplus.Protocol;
using Grpc.Core;

namespace Distplusplus.Tests.Server;

internal sealed class BuildHostServiceTests
{
    [TestCase(Encoding.Zstd)]
    [TestCase(Encoding.Gzip)]
    [TestCase(Encoding.Identity)]
    public async Task Text_is_compiled_to_the_object_of_the_plain_compiler(Encoding encoding)
    {
        await using var host = await RunningHost.StartAsync();
        var text = "# 1 \"a.c\"\nint twice(int x)\n{\n  return 2 * x;\n}\n" + new string('\n', 200_000);
        var job = TestJob.Text("a.c", "/home/me/proj", text).Option("-O2");
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
            Is.EqualTo("out.o: the compiler wrote the host's own directory into it; send the job as text"));
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
    public async Task Leaving_kills_the_whole_tree_of_the_compiler_and_frees_the_slot()
    {
        using var compilers = new StandIn();
        compilers.Script(
            "gcc", "sleep 1000 & echo $! > \"$STATE/child\"; echo $$ > \"$STATE/leader\"; mkfifo \"$TMPDIR/f\"; wait");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        using var leave = new CancellationTokenSource();
        var job = compilers.Job();
        var running = job.RunAsync(host, leave.Token);
        var child = await compilers.ReadAsync("child");
        var leader = await compilers.ReadAsync("leader");
        Assert.That(Directory.Exists($"/proc/{child}"), Is.True);

        await leave.CancelAsync();
        Assert.That(
            async () => await running, Throws.InstanceOf<RpcException>().Or.InstanceOf<OperationCanceledException>());
        await Until(() => !Alive(child) && !Alive(leader), "the compiler is dead");
        await Until(() => host.Litter().Count == 0, "the directory is gone");
        var description = await host.Client.DescribeAsync(new DescribeRequest());
        await Until(() => host.Client.Describe(new DescribeRequest()).Load.Running == 0, "the slot is free");
        Assert.That(description.Slots, Is.EqualTo(2));
    }

    [Test]
    public async Task A_stray_that_keeps_the_pipes_open_does_not_keep_the_job()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "sleep 1000 & echo $! > \"$STATE/child\"; echo done >&2; exit 3");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().RunAsync(host);

        Assert.That(answer.Finished!.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Is.EqualTo("done\n"));
        await Until(() => !Alive(File.ReadAllText(compilers.Path("child")).Trim()), "the stray is dead");
    }

    [Test]
    public async Task A_job_that_runs_too_long_is_killed_and_refused()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "sleep 1000 & wait");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().With(offer => offer.JobTimeoutMs = 300).RunAsync(host);

        Assert.That(answer.Refused!.Reason, Is.EqualTo(RefusalReason.JobTimeout));
        Assert.That(answer.Refused.Sentence, Is.EqualTo("a.c: the compiler ran longer than 0.3 s and was killed"));
    }

    [Test]
    public async Task A_compiler_that_prints_without_end_is_killed_and_refused()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "exec cat /dev/zero >&2");
        await using var host = await RunningHost.StartAsync(compilers.Settings, new() { PrintedBytes = 1 << 20 });
        var answer = await compilers.Job().RunAsync(host);

        Assert.That(answer.Refused!.Reason, Is.EqualTo(RefusalReason.LimitExceeded));
        Assert.That(answer.Refused.Sentence, Is.EqualTo("the compiler printed more than 1048576 bytes and was killed"));
    }

    [TestCase("kill -SEGV $$", 11u)]
    [TestCase("echo 'gcc: fatal error: Killed signal terminated program cc1plus' >&2; exit 1", 9u)]
    public async Task A_compiler_that_was_killed_is_reported_with_its_signal(string script, uint signal)
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", script);
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().RunAsync(host);

        Assert.That(answer.Finished!.HowCase, Is.EqualTo(Finished.HowOneofCase.Signal));
        Assert.That(answer.Finished.Signal, Is.EqualTo(signal));
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
        await Until(() => host.Client.Describe(new DescribeRequest()).Load.Running == 2, "two jobs run");
        var third = compilers.Job().RunAsync(host);
        await Until(() => host.Client.Describe(new DescribeRequest()).Load.Queued == 1, "the third waits");
        await Task.Delay(500);
        File.WriteAllText(compilers.Path("go"), "");

        Assert.That((await Task.WhenAll(running)).Select(answer => answer.Finished!.ExitCode), Is.All.Zero);
        var answer = await third;
        Assert.That(answer.Queued[0].Position, Is.EqualTo(1));
        Assert.That(answer.Heartbeats, Does.Contain(Phase.Queued));
        Assert.That(answer.Finished!.ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_host_going_down_lets_running_jobs_finish_and_takes_no_more()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "echo x > \"$STATE/began\"; while [ ! -e \"$STATE/go\" ]; do sleep 0.02; done; exit 0");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var running = compilers.Job().RunAsync(host);
        await compilers.ReadAsync("began");
        var ending = host.StopAsync();
        TestAnswer late;
        do
        {
            late = await compilers.Job().With(offer => offer.Client.User = "late").RunAsync(host);
        }
        while (late.Refused is null);

        Assert.That(late.Refused.Reason, Is.EqualTo(RefusalReason.Draining));
        File.WriteAllText(compilers.Path("go"), "");
        Assert.That((await running).Finished!.ExitCode, Is.Zero);
        Assert.That(await ending, Is.Zero);
        Assert.That(Directory.GetDirectories(host.JobsDirectory), Is.Empty);
    }

    [Test]
    public async Task A_host_whose_patience_is_over_kills_what_still_runs()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "echo $$ > \"$STATE/leader\"; sleep 1000");
        await using var host = await RunningHost.StartAsync(
            settings => compilers.Settings(settings) with { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        var running = compilers.Job().RunAsync(host);
        var leader = await compilers.ReadAsync("leader");

        Assert.That(await host.StopAsync(), Is.Zero);
        Assert.That((await running).Refused!.Reason, Is.EqualTo(RefusalReason.Draining));
        Assert.That(Alive(leader), Is.False);
    }

    [Test]
    public async Task A_content_that_is_not_what_its_digest_says_is_refused()
    {
        await using var host = await RunningHost.StartAsync();
        var job = TestJob.Direct("a.c", "/p").File("/p/a.c", "int x;\n");
        job.Contents[0] = "int y;\n"u8.ToArray();
        var answer = await job.RunAsync(host);

        Assert.That(answer.Refused!.Reason, Is.EqualTo(RefusalReason.ContentCorrupt));
        Assert.That(
            answer.Refused.Sentence,
            Is.EqualTo("/p/a.c: the content does not match its digest; was it changed while it was sent?"));
    }

    [Test]
    public async Task Text_beyond_the_limit_is_refused_while_it_comes()
    {
        await using var host = await RunningHost.StartAsync(limits: new() { ContentBytes = 100_000 });
        var answer = await TestJob.Text("a.c", "/p", new string('\n', 10_000_000)).RunAsync(host);

        Assert.That(answer.Refused!.Reason, Is.EqualTo(RefusalReason.LimitExceeded));
        Assert.That(answer.Refused.Sentence, Is.EqualTo("the contents of the job exceed 100000 bytes"));
    }

    [Test]
    public async Task One_content_at_two_places_is_asked_for_once_and_stays_two_files()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "stat -c '%n %i %Y' a.h b.h c.h | sort; cat a.h b.h c.h");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        for (var round = 0; round < 2; round++)
        {
            var job = compilers.Job().File("/p/a.h", "same\n", 7_000_000_000).File("/p/b.h", "same\n", 7_000_000_000)
                .File("/p/c.h", "same\n", 9_000_000_000);
            var answer = await job.RunAsync(host);
            var lines = answer.Output.Split('\n');
            Assert.That(answer.Granted!.Lacking, Has.Count.EqualTo(round == 0 ? 1 : 0));
            Assert.That(lines[3..6], Is.All.EqualTo("same"));
            Assert.That(lines[..3].Select(line => line.Split(' ')[1]), Is.Unique);
            Assert.That(lines[..3].Select(line => line.Split(' ')[2]), Is.EqualTo(new[] { "7", "7", "9" }));
        }
    }

    [Test]
    public async Task Links_stand_as_links_below_the_root()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "cat l1/x.h l2 l3; readlink l2 l1");
        await using var host = await RunningHost.StartAsync(compilers.Settings);
        var answer = await compilers.Job().Whole("/q/x.h", "x\n")
            .Link("/p/l1", "/q").Link("/p/l2", "../q/x.h").Link("/p/l3", "l2").RunAsync(host);

        Assert.That(answer.Output, Is.EqualTo("x\nx\nx\n../q/x.h\n/q\n"));
    }

    [Test]
    public async Task Deleting_the_store_costs_an_upload_and_nothing_else()
    {
        await using var host = await RunningHost.StartAsync();
        var job = TestJob.Direct("a.c", "/p").File("/p/a.c", "int x;\n");
        await job.RunAsync(host);
        Directory.Delete(host.StoreDirectory, recursive: true);
        var answer = await job.RunAsync(host);
        var again = await job.RunAsync(host);

        Assert.That(answer.Granted!.Lacking, Has.Count.EqualTo(1));
        Assert.That(answer.Finished!.ExitCode, Is.Zero);
        Assert.That(again.Granted!.Lacking, Is.Empty);
    }

    [Test]
    public async Task What_a_killed_host_left_is_removed_at_the_next_start()
    {
        var scratch = new Scratch();
        var dead = scratch.Path + "/jobs/distplusplus-0123abcd";
        Directory.CreateDirectory(dead + "/dpp-1/root/x");
        File.WriteAllText(dead + "/lock", "");
        await using var host = await RunningHost.StartAsync(scratch: scratch);
        Assert.That(Directory.Exists(dead), Is.False);
        Assert.That(Directory.GetDirectories(host.JobsDirectory), Has.Length.EqualTo(1));
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

    internal static async Task Until(Func<bool> condition, string what)
    {
        var deadline = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(deadline.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), what);
            await Task.Delay(10);
        }
    }

    private static bool Alive(string process)
        => File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");

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
