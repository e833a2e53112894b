using System.Collections.Concurrent;
using System.Text;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Debug information is byte for byte the plain compiler's.
/// </summary>
internal sealed class DebugInfoTests
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
            var ways = new TwoWays(sandbox, host.Address);
            while (rows.TryDequeue(out var row))
            {
                var extension = row.Compiler.EndsWith('+') ? "cpp" : "c";
                var words = $"{row.Level} {row.Words}".Replace("EXT", extension).Replace("$PWD", sandbox.Work);
                var (difference, said) = ways.Run(
                    [
                        ($"src/a.{extension}", Encoding.UTF8.GetBytes(Source)),
                        ("inc/h.h", Encoding.UTF8.GetBytes(Header)),
                        ("build/deep/keep", []),
                    ],
                    row.Compiler,
                    words.Split(' '),
                    directory: row.Directory);
                if (difference.Length > 0 || !ways.AtTheHost(said))
                {
                    wrong.Add($"#### {row.Compiler} in {row.Directory}: {words}\n{difference}{said}");
                }
            }
        });
        TestContext.Out.WriteLine($"{count} compiles two ways");
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order()));
    }
}
