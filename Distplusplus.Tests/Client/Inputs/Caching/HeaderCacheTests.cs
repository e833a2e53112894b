using System.Collections.Concurrent;
using Distplusplus.Client.Inputs;
using Distplusplus.Client.Inputs.Caching;
using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Client.Inputs.Caching;

[NonParallelizable]
internal sealed class HeaderCacheTests
{
    private SourceTree _tree = null!;

    [SetUp]
    public void MakeTree() => _tree = new SourceTree();

    [TearDown]
    public void RemoveTree() => _tree.Dispose();

    [Test]
    public void What_was_learned_is_recalled_by_the_next_process()
    {
        Project();
        var first = Shown(Collect());
        Assert.That(Shown(Collect()), Is.EqualTo(first));
        Assert.That(_tree.Probes, Is.EqualTo(1));
    }

    [Test]
    public void An_edited_header_is_noticed()
    {
        Project();
        Collect();
        var before = Digest(Collect(), "inc/x.h");
        _tree.Write("inc/x.h", "#include \"z.h\"\n");
        _tree.Write("inc/z.h", "");
        var after = Collect();
        Assert.That(Digest(after, "inc/x.h"), Is.Not.EqualTo(before));
        Assert.That(_tree.Own(after), Does.Contain("inc/z.h"));
    }

    [Test]
    public void A_header_of_equal_size_and_time_is_noticed()
    {
        Project();
        Collect();
        var before = Digest(Collect(), "inc/y.h");
        _tree.Write("inc/y.h", "int z;\n");
        Assert.That(Digest(Collect(), "inc/y.h"), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_header_that_shadows_is_noticed()
    {
        Project();
        Collect();
        _tree.Write("before/y.h", "");
        Assert.That(_tree.Own(Collect()), Does.Contain("before/y.h").And.Not.Contains("inc/y.h"));
    }

    [Test]
    public void A_removed_header_is_noticed()
    {
        Project();
        Collect();
        File.Delete(_tree.Root + "/inc/y.h");
        Assert.That(_tree.Own(Collect()), Does.Not.Contain("inc/y.h"));
    }

    [Test]
    public void A_link_that_moves_is_noticed()
    {
        _tree.Write("one/x.h", "int one;\n");
        _tree.Write("two/x.h", "int two;\n");
        _tree.Link("inc", "one");
        _tree.Write("a.c", "#include <x.h>\n");
        Collect();
        Assert.That(_tree.Own(Collect()), Is.EquivalentTo(new[] { "a.c", "inc -> one", "one/x.h" }));
        File.Delete(_tree.Root + "/inc");
        _tree.Link("inc", "two");
        Assert.That(_tree.Own(Collect()), Is.EquivalentTo(new[] { "a.c", "inc -> two", "two/x.h" }));
    }

    [Test]
    public void What_changed_a_moment_ago_is_not_remembered()
    {
        Project();
        _tree.Time = TimeProvider.System;
        File.SetLastWriteTimeUtc(_tree.Root + "/inc/y.h", DateTime.UtcNow);
        Collect();
        using var memory = new HeaderCache(_tree.Memory + "/headers");
        var path = NativeText.Encode(_tree.Root + "/inc/y.h");
        Assert.That(memory.TryRecall(path, FileIdentity.Of(_tree.Root + "/inc/y.h")!.Value, out _), Is.False);
    }

    [Test]
    public void Damage_is_ignored_and_mended()
    {
        Project();
        var truth = Shown(Collect());
        var whole = File.ReadAllBytes(_tree.Memory + "/headers");
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var damaged = whole.ToArray();
            for (var n = 0; n < 200; n++)
            {
                // Half of the hits go to where the records are, not into the empty index.
                var at = n % 2 == 0 ? random.Next(damaged.Length) : damaged.Length - 1 - random.Next(60_000);
                damaged[Math.Max(0, at)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(
                _tree.Memory + "/headers", i % 3 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            foreach (var file in Directory.GetFiles(_tree.Memory + "/directories"))
            {
                var text = File.ReadAllBytes(file);
                text[random.Next(text.Length)] ^= 0x11;
                File.WriteAllBytes(file, text);
            }

            Assert.That(Shown(Collect()), Is.EqualTo(truth), $"round {i}");
        }
    }

    [Test]
    public void It_begins_anew_when_too_large()
    {
        var identity = new FileIdentity(1, 2, 3, 4, 5, 0x8180, 0, 0, 1);
        var path = _tree.Memory + "/headers";
        var known = new RememberedFile(
            new byte[32], new ScannedText(new byte[1000], Array.Empty<byte>(), ScanFlags.None));
        for (var round = 0; round < 40; round++)
        {
            using var memory = new HeaderCache(path, 3 << 20);
            for (var i = 0; i < 100; i++)
            {
                memory.Learn(System.Text.Encoding.ASCII.GetBytes($"/{round}/{i}"), identity, known);
            }

            memory.Save();
            using var reread = new HeaderCache(path, 3 << 20);
            Assert.That(reread.TryRecall(System.Text.Encoding.ASCII.GetBytes($"/{round}/7"), identity, out _), Is.True);
            Assert.That(new FileInfo(path).Length, Is.LessThanOrEqualTo(3 << 20));
        }
    }

    [Test]
    public void Fifty_at_once_agree()
    {
        Project();
        _tree.Write("a.c", "#include <x.h>\n#include <stdio.h>\n#include <pthread.h>\n");
        var truth = Shown(Collect());
        Directory.Delete(_tree.Memory, true);
        var wrong = new ConcurrentBag<string>();
        var threads = Enumerable.Range(0, 50).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 4; i++)
            {
                var shown = Shown(Collect());
                if (shown != truth)
                {
                    wrong.Add(shown);
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.That(wrong, Is.Empty);
    }

    private void Project()
    {
        _tree.Write("a.c", "#include <x.h>\n");
        _tree.Write("inc/x.h", "#include \"y.h\"\n#include <y.h>\n#include <limits.h>\n");
        _tree.Write("inc/y.h", "int y;\n");
        Directory.CreateDirectory(_tree.Root + "/before");
        _tree.Write("inc/x.h", "#include <y.h>\n#include <limits.h>\n");
    }

    private CollectedInputs Collect()
        => _tree.Collect("gcc", "a.c", SourceTree.Options(angle: ["before", "inc"]), remember: true);

    private string Digest(CollectedInputs inputs, string path)
        => Convert.ToHexString(((InputEntry.File)((CollectedInputs.Complete)inputs).Entries
            .Single(e => e.Path == _tree.Root + "/" + path)).Digest.Span);

    private static string Shown(CollectedInputs inputs)
        => inputs is CollectedInputs.Complete complete
            ? string.Join('\n', complete.Entries.Select(e => e is InputEntry.File f
                ? $"{f.Path} {Convert.ToHexString(f.Digest.Span)} {f.Size} {f.ModifiedNs} {f.Content?.Length}"
                : e.ToString()))
            : inputs.ToString();
}
