using System.Collections.Immutable;
using System.Diagnostics;
using Distplusplus.Platform;
using Distplusplus.Server;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Jobs;

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
    public void A_later_job_finds_the_directories_it_wants_and_no_others()
    {
        using var scratch = new Scratch();
        using var store = ContentStore.Open(scratch.Path + "/store", 1 << 20, TimeProvider.System);
        var spares = new SpareTrees(scratch.Path);
        string[] often = [.. Enumerable.Range(0, 20).Select(n => $"/usr/include/d{n}/x.h")];
        var first = LayOut("first", [.. often, "/old/secret/y.h", "/old/one/y.h", "/old/two"]);
        File.WriteAllText(first + "/old/left", "");
        File.CreateSymbolicLink(first + "/usr/link", "include");
        var kept = FileIdentity.Of(first + "/usr/include/d7")!.Value;
        spares.Keep(first);
        Assert.That(Directory.Exists(first), Is.False);

        var second = LayOut("second", [.. often, "/old", "/new/z.h"]);
        Assert.That(FileIdentity.Of(second + "/usr/include/d7")!.Value.IsSameFileAs(kept), Is.True);
        string[] files = [.. often.Select(path => second + path), second + "/old", second + "/new/z.h"];
        Assert.That(
            Directory.EnumerateFileSystemEntries(second, "*", SearchOption.AllDirectories),
            Is.EquivalentTo(files.Concat(often.Select(path => Path.GetDirectoryName(second + path)))
                .Concat([second + "/usr", second + "/usr/include", second + "/new"])));

        string LayOut(string name, string[] paths)
        {
            var root = Directory.CreateDirectory($"{scratch.Path}/{name}").FullName;
            var inputs = paths.Select((path, i) => (JobInput)new JobInput.Whole(i, path, new byte[] { (byte)i }, i));
            Assert.That(new JobTree(root, store, spares).LayOut([.. inputs], [], default), Is.Empty);
            return root;
        }
    }

    [Test]
    public void What_hardly_fits_or_was_made_open_to_everybody_is_not_used_again()
    {
        using var scratch = new Scratch();
        var spares = new SpareTrees(scratch.Path);
        var wanted = Enumerable.Range(0, 12).Select(n => $"/d{n}").ToHashSet();
        var left = Directory.CreateDirectory(scratch.Path + "/left").FullName;
        foreach (var path in wanted)
        {
            Directory.CreateDirectory(left + path);
        }

        File.SetUnixFileMode(left + "/d3", (UnixFileMode)0x1FF);
        spares.Keep(left);
        Directory.CreateDirectory(left);
        Assert.That(spares.Take(left, new HashSet<string> { "/d1", "/d2" }), Is.Empty);
        Assert.That(spares.Take(left, wanted), Is.EquivalentTo(wanted.Except(["/d3"])));
        Assert.That(Directory.Exists(left + "/d3"), Is.False);
        Assert.That(spares.Take(left, wanted), Is.Empty);
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
                new JobTree(directory.Root, store).LayOut(inputs.ToImmutable(), [], default);
            }

            ImmutableArray<JobInput> named = [.. inputs.Cast<JobInput.Whole>().Select(whole => new JobInput.Named(
                whole.Index, whole.Path, ContentDigest.Of(whole.Content.Span),
                whole.Content.Length, whole.ModifiedNs))];
            var best = (Lay: double.MaxValue, Remove: double.MaxValue);
            for (var round = 0; round < 10; round++)
            {
                var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                var directory = JobDirectory.Create(run);
                Assert.That(new JobTree(directory.Root, store).LayOut(named, [], default), Is.Empty);
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
