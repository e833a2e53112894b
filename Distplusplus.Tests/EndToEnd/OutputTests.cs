using System.Collections.Concurrent;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The rows of outputs.txt: the same files, modes, bytes, nothing else.</summary>
internal sealed class OutputTests
{
    private static readonly (string, byte[])[] Files =
    [
        ("a.c", """
            #include <stddef.h>
            #include "h.h"
            int f(int n) { int s = 0; while (n--) s += n * H; return s; }

            """u8.ToArray()),
        ("a.cpp", """
            #include <stddef.h>
            #include "h.h"
            template<class T> T g(T a) { return a + H; }
            int f(int n) { return g(n); }

            """u8.ToArray()),
        ("h.h", "#define H 3\n"u8.ToArray()),
        ("bad.c", "#include \"h.h\"\nint f(void) { return undeclared; }\n"u8.ToArray()),
        ("bad.h", "#include \"generated.h\"\nint x;\n"u8.ToArray()),
        ("s.S", "#include \"h.h\"\n\t.globl s\ns:\tmov $H, %eax\n\tret\n"u8.ToArray()),
        ("s2.s", "\t.globl s\ns:\tret\n"u8.ToArray()),
        ("a.i", "# 1 \"a.c\"\nint x;\nint f(void) { return x; }\n"u8.ToArray()),
        ("a.ii", "# 1 \"a.cpp\"\nint x;\nint f() { return x; }\n"u8.ToArray()),
        ("sub/pre.h", "#define PRE\n"u8.ToArray()),
        ("sub/deep/keep", []),
        ("out/keep", []),
    ];

    [Test]
    public void A_compile_leaves_what_the_compiler_leaves()
    {
        using var hostBox = new Sandbox();
        using var host = BuildHost.Start(hostBox, "--slots", "2");
        var only = Environment.GetEnvironmentVariable("ROW");
        var rows = new ConcurrentQueue<string>(File.ReadAllLines(
            Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus.Tests", "EndToEnd", "outputs.txt"))
            .Where(line => line.Length > 0 && line[0] != '#' && (only is null || line.Contains(only))));
        var count = rows.Count;
        var wrong = new ConcurrentBag<string>();
        var local = new ConcurrentBag<string>();
        Parallel.For(0, 2, _ =>
        {
            using var sandbox = new Sandbox();
            var ways = new TwoWays(sandbox, host.Address);
            while (rows.TryDequeue(out var row))
            {
                var staysHere = row.StartsWith("@ ", StringComparison.Ordinal);
                var parts = (staysHere ? row[2..] : row).Split(" # ");
                var words = parts[0].Replace("$PWD", sandbox.Work).Split(' ')
                    .Select(w => w.Replace("\\_", " ")).ToList();
                var (difference, said) = ways.Run(
                    Files, words[0], words[1..], prepare: parts.Length > 1 ? parts[1] : null);
                if (difference.Length > 0)
                {
                    wrong.Add($"#### {row}\n{difference}{said}");
                }

                if (!ways.AtTheHost(said))
                {
                    local.Add($"{row}: {said}");
                }

                if (ways.AtTheHost(said) == staysHere)
                {
                    wrong.Add($"#### {row}: it was {(staysHere ? "not " : "")}to go to the host\n{said}");
                }
            }
        });
        TestContext.Out.WriteLine($"{count} rows two ways; {local.Count} ended here:");
        TestContext.Out.WriteLine(string.Join('\n', local.Order()));
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order()));
    }

    [TestCase("DEPENDENCIES_OUTPUT")]
    [TestCase("SUNPRO_DEPENDENCIES")]
    public void A_variable_that_asks_for_dependencies_does_what_it_does_to_the_plain_compiler(string variable)
    {
        using var sandbox = new Sandbox();
        using var host = BuildHost.Start(sandbox, "--slots", "2");
        var ways = new TwoWays(sandbox, host.Address);
        var environment = new Dictionary<string, string> { [variable] = "deps" };
        Assert.Multiple(() =>
        {
            foreach (var (words, atTheHost) in ((string, bool)[])
                [
                    ("gcc -c a.c", false), ("gcc -MMD -c a.c", true), ("gcc -Wp,-MD,x.d -c a.c", true),
                    ("gcc -MD -c s.S", true), ("clang -c a.c", true), ("clang -MMD -c a.c", true),
                ])
            {
                var split = words.Split(' ');
                var (difference, said) = ways.Run(Files, split[0], split[1..], environment, "echo before >deps");
                Assert.That(difference, Is.Empty, $"{words}: {said}");
                Assert.That(ways.AtTheHost(said), Is.EqualTo(atTheHost), $"{words}: {said}");
            }
        });
    }
}
