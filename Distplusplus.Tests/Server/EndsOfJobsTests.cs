using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Grpc.Core;

namespace Distplusplus.Tests.Server;

/// <summary>Jobs that do not end by themselves, hosts that end before their jobs: nothing is left of either.</summary>
[NonParallelizable]
internal sealed class EndsOfJobsTests
{
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
        await Wait.Until(() => !Alive(child) && !Alive(leader), "the compiler is dead");
        await Wait.Until(() => host.Litter().Count == 0, "the directory is gone");
        var description = await host.Client.DescribeAsync(new DescribeRequest());
        await Wait.Until(() => host.Client.Describe(new DescribeRequest()).Load.Running == 0, "the slot is free");
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
        await Wait.Until(() => !Alive(File.ReadAllText(compilers.Path("child")).Trim()), "the stray is dead");
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
    public async Task A_host_going_down_lets_running_jobs_finish_and_takes_no_more()
    {
        using var compilers = new StandIn();
        compilers.Script("gcc", "echo x > \"$STATE/began\"; while [ ! -e \"$STATE/go\" ]; do sleep 0.02; done; exit 0");
        await using var host = await RunningHost.StartAsync(
            settings => compilers.Settings(settings) with { Slots = 1 });
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

    private static bool Alive(string process)
        => File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");
}
