using Distplusplus.Client.Inputs;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Client.Inputs;

internal sealed class RandomGraphTests
{
    [TestCase("gcc", 60)]
    [TestCase("clang", 60)]
    public void Nothing_is_missing_whatever_the_graph(string compiler, int graphs)
    {
        var compared = 0;
        for (var seed = 0; seed < graphs; seed++)
        {
            using var tree = new SourceTree();
            RandomIncludes.Grow(tree.Write, tree.Link, new Random(seed));
            var options = SourceTree.Options(
                angle: seed % 2 == 0 ? ["inc"] : ["inc", "sys"], quote: ["quote"], system: ["sys"], after: ["after"],
                forced: seed % 3 == 0 ? ["a.h"] : [], macros: [$"N={seed % 5}", "CHOSEN=\"d.h\""]);
            var truth = tree.Truth(compiler, "src/main.c", options);
            if (truth is null)
            {
                continue;
            }

            compared++;
            for (var run = 0; run < 2; run++)
            {
                var found = tree.Collect(compiler, "src/main.c", options, remember: true);
                Assert.That(truth.Except(SourceTree.Files(found)), Is.Empty, $"seed {seed}, run {run}");
                AgreesInAMirror(tree, compiler, options, found, seed);
            }
        }

        Assert.That(compared, Is.GreaterThan(graphs / 3));
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void Links_that_go_in_circles_are_said_where_they_are_met_and_harmless_elsewhere(string compiler)
    {
        var (said, whole) = (0, 0);
        for (var seed = 5000; seed < 5120; seed++)
        {
            using var tree = new SourceTree();
            RandomIncludes.Grow(tree.Write, tree.Link, new Random(seed), circles: true);
            var options = SourceTree.Options(angle: ["inc"], quote: ["quote"], system: ["sys"], macros: ["N=1"]);
            var found = tree.Collect(compiler, "src/main.c", options);
            if (found is CollectedInputs.Unknown { Reason: DirectObstacle.ComputedInclude })
            {
                Assert.That(tree.Truth(compiler, "src/main.c", options), Is.Null, $"seed {seed}");
                said++;
            }
            else if (found is CollectedInputs.Unknown unknown)
            {
                Assert.That(unknown.Reason, Is.EqualTo(DirectObstacle.Unreadable), $"seed {seed}");
                Assert.That(
                    () => File.ReadAllText(unknown.Culprit), Throws.InstanceOf<IOException>(), $"seed {seed}");
                said++;
            }
            else if (tree.Truth(compiler, "src/main.c", options) is { } truth)
            {
                Assert.That(truth.Except(SourceTree.Files(found)), Is.Empty, $"seed {seed}");
                whole++;
            }
        }

        TestContext.Out.WriteLine($"{said} graphs with a circle in the way, {whole} without");
        Assert.That(said, Is.GreaterThan(5));
        Assert.That(whole, Is.GreaterThan(3));
    }

    /// <summary>With nothing but the entries left, the compiler reads the same files.</summary>
    private static void AgreesInAMirror(
        SourceTree tree,
        string compiler,
        Distplusplus.Compiler.Parsing.IncludeOptions options,
        CollectedInputs found,
        int seed)
    {
        var before = tree.Run(compiler, Preprocess(options));
        var kept = tree.Root + ".kept";
        Directory.Move(tree.Root, kept);
        try
        {
            Directory.CreateDirectory(tree.Root);
            foreach (var entry in ((CollectedInputs.Complete)found).Entries)
            {
                if (!entry.Path.StartsWith(tree.Root + "/", StringComparison.Ordinal))
                {
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(entry.Path)!);
                switch (entry)
                {
                    case InputEntry.File:
                        File.Copy(entry.Path.Replace(tree.Root, kept, StringComparison.Ordinal), entry.Path, true);
                        break;
                    case InputEntry.Link link:
                        Distplusplus.Platform.Files.NativeFile.SymbolicLink(link.Target, link.Path);
                        break;
                    case InputEntry.Directory:
                        Directory.CreateDirectory(entry.Path);
                        break;
                }
            }

            var after = tree.Run(compiler, Preprocess(options));
            Assert.That(after.Output, Is.EqualTo(before.Output), $"seed {seed}");
        }
        finally
        {
            Directory.Delete(tree.Root, true);
            Directory.Move(kept, tree.Root);
        }
    }

    private static List<string> Preprocess(Distplusplus.Compiler.Parsing.IncludeOptions options)
        =>
        [
            "-E", "src/main.c", .. options.Quote.SelectMany(
                d => new[] { "-iquote", d }), .. options.Angle.Select(d => "-I" + d),
            .. options.System.SelectMany(
                d => new[] { "-isystem", d }), .. options.After.SelectMany(d => new[] { "-idirafter", d }),
            .. options.ForcedIncludes.SelectMany(f => new[] { "-include", f }), .. options.Macros.Select(m => "-D" + m),
        ];
}
