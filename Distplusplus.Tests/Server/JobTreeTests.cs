using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Jobs;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

internal sealed class JobTreeTests
{
    [Test]
    public void Removing_a_tree_leaves_nothing_and_follows_no_link()
    {
        using var scratch = new Scratch();
        var outside = scratch.Write("outside/file", "x");
        Directory.CreateDirectory(scratch.Path + "/tree/a/b/c");
        File.WriteAllText(scratch.Path + "/tree/a/b/f", "");
        File.CreateSymbolicLink(scratch.Path + "/tree/a/l", scratch.Path + "/outside");
        Assert.That(FileTree.Remove(scratch.Path + "/tree"), Is.True);
        Assert.That(Directory.Exists(scratch.Path + "/tree"), Is.False);
        Assert.That(File.Exists(outside), Is.True);
    }

    [Test]
    public void Where_a_job_may_write_nothing_is_shared_with_the_store()
    {
        using var scratch = new Scratch();
        using var store = ContentStore.Open(scratch.Path + "/store", 1 << 20, TimeProvider.System);
        for (var round = 0; round < 2; round++)
        {
            var root = Directory.CreateDirectory($"{scratch.Path}/job{round}").FullName;
            string[] paths = ["/w/a.c", "/w/deep/h.h", "/w2/h.h", "/usr/include/h.h"];
            var contents = paths.Select(path => Encoding.UTF8.GetBytes(path)).ToArray();
            var inputs = paths.Select((path, i) => round == 0
                ? (JobInput)new JobInput.Whole(i, path, contents[i], 1_000_000_000)
                : new JobInput.Named(i, path, ContentDigest.Of(contents[i]), contents[i].Length, 1_000_000_000));
            Assert.That(new JobTree(root, store, ["/w"]).LayOut([.. inputs], ["/w"], default), Is.Empty);
            Assert.That(
                paths.Select(path => FileIdentity.Of(root + path)!.Value.Links > 1),
                Is.EqualTo((bool[])[false, false, true, true]));
            Assert.That(paths.Select(path => File.ReadAllText(root + path)), Is.EqualTo(paths));
        }
    }

    [TestCase(347)]
    [TestCase(3507)]
    [Explicit("a measurement")]
    public void Laying_out_and_removing(int files)
    {
        foreach (var place in new[] { "/tmp", "/dev/shm" })
        {
            foreach (var storePlace in new[] { "/tmp", "/dev/shm" })
            {
                Measure(files, place, storePlace);
            }
        }
    }

    private static void Measure(int files, string place, string storePlace)
    {
        var jobs = Directory.CreateDirectory($"{place}/dpt-m-{Guid.NewGuid():N}").FullName;
        var kept = Directory.CreateDirectory($"{storePlace}/dpt-m-{Guid.NewGuid():N}").FullName;
        var random = new Random(1);
        using (var store = ContentStore.Open(kept, 1L << 30, TimeProvider.System))
        using (var run = RunDirectory.Create(jobs, TimeProvider.System))
        {
            var inputs = ImmutableArray.CreateBuilder<JobInput>();
            for (var i = 0; i < files; i++)
            {
                var content = new byte[random.Next(1000, 27000)];
                random.NextBytes(content);
                inputs.Add(new JobInput.Whole(i, $"/usr/include/boost/dir{i / 25}/part/header{i}.hpp", content, i));
            }

            using (var directory = JobDirectory.Create(run))
            {
                new JobTree(directory.Root, store, []).LayOut(inputs.ToImmutable(), [], default);
            }

            ImmutableArray<JobInput> named = [.. inputs.Cast<JobInput.Whole>().Select(whole => new JobInput.Named(
                whole.Index, whole.Path, ContentDigest.Of(whole.Content.Span),
                whole.Content.Length, whole.ModifiedNs))];
            var best = (Lay: double.MaxValue, Remove: double.MaxValue);
            for (var round = 0; round < 10; round++)
            {
                var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                var directory = JobDirectory.Create(run);
                Assert.That(new JobTree(directory.Root, store, []).LayOut(named, [], default), Is.Empty);
                var middle = Process.GetCurrentProcess().TotalProcessorTime;
                directory.Dispose();
                var end = Process.GetCurrentProcess().TotalProcessorTime;
                best = (
                    Math.Min(best.Lay, (middle - cpu).TotalMilliseconds),
                    Math.Min(best.Remove, (end - middle).TotalMilliseconds));
            }

            TestContext.Progress.WriteLine($"{files} files, jobs in {place}, store in {storePlace}: "
                + $"{best.Lay} ms CPU to lay out, {best.Remove} ms to remove");
        }

        Directory.Delete(jobs, recursive: true);
        Directory.Delete(kept, recursive: true);
    }
}
