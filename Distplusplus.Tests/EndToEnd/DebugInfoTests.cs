using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Debug info: sent directly, byte for byte the plain compiler's; sent as text, the same names, directories and lines.
/// Without it the objects are the same in any case, and nothing names a directory of the host.
/// </summary>
internal sealed partial class DebugInfoTests
{
    private static readonly string[] Levels =
        ["-g", "-g1", "-g3", "-ggdb", "-gdwarf-4", "-gdwarf-5", "-g -gsplit-dwarf", "-g -gz", "-g -O2"];

    /// <summary>Directory to start in, options and name of the source.</summary>
    private static readonly (string Directory, string Words)[] Places =
    [
        (".", "-c src/a.EXT -o a.o"),
        ("build/deep", "-I../../inc -c ../../src/a.EXT -o a.o"),
        (".", "-c $PWD/src/a.EXT -o $PWD/build/a.o"),
        ("build", "-fdebug-prefix-map=$PWD=/there -ffile-prefix-map=../src=/src -c ../src/a.EXT -o a.o"),
    ];

    private const string Source = """
        #include <stddef.h>
        #include "../inc/h.h"
        struct s { int a; size_t b; };
        #define LOCAL(x) (H(x) + 1)
        int f(struct s *p, int n) { int t = 0; while (n--) t += LOCAL(p->a) + inlined(n); return t; }

        """;

    private const string Header = """
        #define H(x) ((x) * 2)
        static inline int inlined(int a) { return a - 1; }

        """;

    [Test]
    public void Debug_info_is_the_same()
    {
        Needs.Program("llvm-dwarfdump-14");
        using var hostBox = new Sandbox();
        using var host = BuildHost.Start(hostBox, "--slots", "2");
        var rows = new ConcurrentQueue<(string Compiler, string Level, string Directory, string Words)>(
            from compiler in (string[])["gcc", "g++", "clang", "clang++"]
            from level in Levels
            from place in Places
            select (compiler, level, place.Directory, place.Words));
        var count = rows.Count;
        var wrong = new ConcurrentBag<string>();
        Parallel.For(0, 2, _ =>
        {
            using var sandbox = new Sandbox();
            var ways = new ThreeWays(sandbox, host.Address);
            while (rows.TryDequeue(out var row))
            {
                var extension = row.Compiler.EndsWith('+') ? "cpp" : "c";
                var words = $"{row.Level} {row.Words}".Replace("EXT", extension).Replace("$PWD", sandbox.Work);
                foreach (var (mode, difference, said) in ways.Run(
                    [
                        ($"src/a.{extension}", Encoding.UTF8.GetBytes(Source)),
                        ("inc/h.h", Encoding.UTF8.GetBytes(Header)),
                        ("build/deep/keep", []),
                    ],
                    row.Compiler,
                    words.Split(' '),
                    directory: row.Directory,
                    normalise: mode => mode == "direct"
                        ? null
                        : (name, bytes) => Dump(sandbox, hostBox, row.Compiler, name, bytes)))
                {
                    if (difference.Length > 0
                        || !(ways.AtTheHost(said) || StaysHere(row.Compiler, row.Level, row.Words, mode)))
                    {
                        wrong.Add($"#### {row.Compiler} in {row.Directory}: {words}, {mode}\n{difference}{said}");
                    }
                }
            }
        });
        TestContext.Out.WriteLine($"{count} compiles three ways");
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order()));
    }

    /// <summary>A split file is named in the object below the host's root; of DWARF 4 DirectMode tells.</summary>
    private static bool StaysHere(string compiler, string level, string words, string mode)
        => words.Contains("$PWD/src")
            && (level.Contains("split") || (mode == "direct" && level == "-gdwarf-4" && compiler[0] == 'g'));

    /// <summary>The code without debug info, then the info without what text mode is known to change.</summary>
    private static byte[] Dump(Sandbox sandbox, Sandbox hostBox, string compiler, string name, byte[] bytes)
    {
        if (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(hostBox.Root)) >= 0)
        {
            return Encoding.UTF8.GetBytes($"{name} names the host's directory");
        }

        var file = sandbox.Path("dumped.o");
        File.WriteAllBytes(file, bytes);
        var dump = sandbox.Command(
            "/bin/sh",
            "-c",
            "llvm-dwarfdump-14 --debug-info --debug-line $0; strip -g -o $0.s $0 && md5sum < $0.s",
            file)
            .Run().Output;
        dump = UnitIdentity().Replace(Producer().Replace(dump, ""), "");

        // clang leaves out the sources' checksums and numbers files from one where a text names them.
        return Encoding.UTF8.GetBytes(compiler.StartsWith("clang", StringComparison.Ordinal)
            ? dump[..Math.Max(dump.IndexOf(".debug_line contents", StringComparison.Ordinal), 0)] + dump[^36..]
            : dump);
    }

    // Of a unit whose parts are split: made from its contents, and without a table that gives the numbers names.
    [GeneratedRegex(@"DWO_id = 0x[0-9a-f]+|DW_AT_decl_file\s+\(0x[0-9a-f]+\)")]
    private static partial Regex UnitIdentity();

    [GeneratedRegex("DW_AT_producer.*")]
    private static partial Regex Producer();
}
