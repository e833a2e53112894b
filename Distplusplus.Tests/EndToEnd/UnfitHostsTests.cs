using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Among several hosts some cannot do a job in the way it is sent, here without a tree at "/".</summary>
internal sealed class UnfitHostsTests : SandboxFixture
{
    private static readonly string[] LinkTime = ["-flto", "-frandom-seed=1", "-c", "a.c"];

    [Test]
    public async Task Where_the_others_queue_the_job_stays_here_with_the_core_it_was_given()
    {
        Needs.Program("bwrap");
        using var bare = BuildHost.Start(Sandbox, "--isolation", "off");
        await using var full = await FakeHost.StartAsync(
            new HostDescription(), async job =>
            {
                await job.SayAsync(new CompileReply { Queued = new Queued { Position = 1 } });
                await job.ClientLeavesAsync();
            });
        var client = new FarmClient(Sandbox, bare.Address, $"{full.Address}");
        Assert.That(
            LoadAverage.Says(Sandbox, 1, client.Compile("gcc", LinkTime)).Run().Succeeded().Error,
            Is.EqualTo(
                "distplusplus: a.c: compiled locally: hosts-busy: all hosts only queued it, and this machine has an "
                    + "idle core\n"));
        Assert.That(full.Offered, Is.All.EqualTo(SendMode.DirectAtRoot));
    }

    [Test]
    public async Task One_that_has_no_tree_at_root_is_not_offered_every_such_job()
    {
        await using var bare = await FakeHost.StartAsync(new HostDescription(), Refuses(""));
        await using var particular = await FakeHost.StartAsync(new HostDescription(), Refuses("/lib64"));
        var client = new FarmClient(Sandbox, $"{bare.Address}", $"{particular.Address}");
        for (var time = 0; time < 3; time++)
        {
            client.Compile("gcc", LinkTime).Run().Succeeded();
        }

        SendMode[] often = [.. Enumerable.Repeat(SendMode.DirectAtRoot, 3)];
        Assert.That(bare.Offered.Where(IsAtRoot), Has.Exactly(1).Items);
        Assert.That(particular.Offered.Where(IsAtRoot), Is.EqualTo(often), "it was about that job alone");
    }

    private static bool IsAtRoot(SendMode mode) => mode == SendMode.DirectAtRoot;

    private static Func<FakeJob, Task> Refuses(string culprit)
        => job => job.SayAsync(Refusal(RefusalReason.ModeUnsupported, culprit, "not so"));

    private static CompileReply Refusal(RefusalReason reason, string culprit, string sentence)
        => new()
        {
            Refused = new Refused
            {
                Reason = reason, Culprit = ByteString.CopyFromUtf8(culprit), Sentence = sentence,
            },
        };
}
