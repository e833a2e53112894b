using Distplusplus.Protocol;
using Distplusplus.Server.Trust;

namespace Distplusplus.Tests.Server;

/// <summary>What is sent with a job: checked, counted, kept, and laid out as it stood.</summary>
[NonParallelizable]
internal sealed class ContentsOfJobsTests
{
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
        var answer = await TestJob.Direct("a.c", "/p").File("/p/a.c", new string('\n', 10_000_000)).RunAsync(host);

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

        Assert.That(answer.Output, Is.EqualTo("x\nx\nx\n../q/x.h\n.././q\n"));
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
}
