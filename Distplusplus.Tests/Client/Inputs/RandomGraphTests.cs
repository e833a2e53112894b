using System.Text;
using Distplusplus.Client.Inputs;

namespace Distplusplus.Tests.Client.Inputs;

internal sealed class RandomGraphTests
{
    private static readonly string[] _directories = ["src", "src/sub", "inc", "inc/sub", "sys", "sys/sub", "after", "quote"];
    private static readonly string[] _names = ["a.h", "b.h", "c.h", "d.h", "sub/a.h", "sub/b.h", "sub/../a.h", "../c.h"];

    [TestCase("gcc", 60)]
    [TestCase("clang", 60)]
    public void Nothing_is_missing_whatever_the_graph(string compiler, int graphs)
    {
        var compared = 0;
        for (var seed = 0; seed < graphs; seed++)
        {
            using var tree = new SourceTree();
            Grow(tree, new Random(seed));
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

    /// <summary>With nothing but the entries left, the compiler reads the same files.</summary>
    private static void AgreesInAMirror(SourceTree tree, string compiler, Distplusplus.Compiler.IncludeOptions options, CollectedInputs found, int seed)
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
                        Distplusplus.Platform.NativeFile.SymbolicLink(link.Target, link.Path);
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

    private static List<string> Preprocess(Distplusplus.Compiler.IncludeOptions options)
        =>
        [
            "-E", "src/main.c", .. options.Quote.SelectMany(d => new[] { "-iquote", d }), .. options.Angle.Select(d => "-I" + d),
            .. options.System.SelectMany(d => new[] { "-isystem", d }), .. options.After.SelectMany(d => new[] { "-idirafter", d }),
            .. options.ForcedIncludes.SelectMany(f => new[] { "-include", f }), .. options.Macros.Select(m => "-D" + m),
        ];

    private static void Grow(SourceTree tree, Random random)
    {
        foreach (var directory in _directories)
        {
            tree.Write(directory + "/.keep", "");
            foreach (var name in (string[])["a.h", "b.h", "c.h", "d.h"])
            {
                if (random.Next(3) > 0)
                {
                    if (random.Next(8) == 0)
                    {
                        tree.Link($"{directory}/{name}", $"{(directory.Contains('/', StringComparison.Ordinal) ? "../../" : "../")}{_directories[random.Next(8)]}/{(random.Next(2) == 0 ? "b.h" : "d.h")}");
                    }
                    else
                    {
                        tree.Write($"{directory}/{name}", Text(random, $"{directory}/{name}"));
                    }
                }
            }
        }

        tree.Write("a.h", Text(random, "a.h"));
        tree.Write("src/main.c", Text(random, "main") + Text(random, "main2"));
    }

    private static string Text(Random random, string what)
    {
        var guard = "G_" + string.Concat(what.Select(c => char.IsLetterOrDigit(c) ? c : '_')) + random.Next(1000);
        var text = new StringBuilder(random.Next(2) == 0 ? "#pragma once\n" : $"#ifndef {guard}\n#define {guard}\n");
        var guarded = text[1] == 'i';
        text.Append($"int from_{random.Next(100000)}; /* {what} */\n");
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var name = _names[random.Next(_names.Length)];
            var (open, close) = random.Next(2) == 0 ? ('"', '"') : ('<', '>');
            var named = open + name + close;
            text.Append(random.Next(9) switch
            {
                0 => $"#if N == {random.Next(5)}\n#if __has_include({named})\n#include {named}\n#endif\n#endif\n",
                1 => $"#if __has_include({named})\n#include {named}\nint has_{random.Next(1000)};\n#endif\n",
                2 => $"#define H_{guard} {named}\n#if __has_include({named})\n#include H_{guard}\n#endif\n",
                3 => $"#if __has_include_next({named})\n#include_next {named}\n#endif\n",
                4 => $"#if __has_include(CHOSEN)\n#  include /* odd */ CHOSEN\n#endif\n",
                5 => $"#ifdef NOWHERE\n#include <nowhere/{name}>\n#endif\n",
                6 => $"#if __has_include(\"{name}\")\n%:inc\\\nlude \"{name}\"\n#endif\n",
                7 => $"#define S_(x) #x\n#define S(x) S_(x)\n#define PART sub\n#if __has_include(\"sub/a.h\")\n#include S(PART/a.h)\n#endif\n",
                _ => $"/* # include \"x\" */ #if __has_include({named})\n/**/ #include {named} // end\n#endif\n",
            });
        }

        return text.Append(guarded ? "#endif\n" : "").ToString();
    }
}
