using System.Collections.Concurrent;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The traps of traps.txt × gcc and clang × C and C++: nothing differs.</summary>
internal sealed class TrapTests
{
    [Test]
    public void No_trap_gives_a_compile_away()
    {
        using var hostBox = new Sandbox();
        using var host = BuildHost.Start(hostBox, "--slots", "2");
        var only = Environment.GetEnvironmentVariable("TRAP");
        var cases = new ConcurrentQueue<(Trap Trap, string Compiler, string Source)>(
            from trap in Trap.ReadAll()
            where only is null || trap.Name.Contains(only)
            from language in trap.Languages
            from compiler in language == "c" ? (string[])["gcc", "clang"] : ["g++", "clang++"]
            select (trap, compiler, language == "c" ? "t.c" : "t.cpp"));
        var count = cases.Count;
        var wrong = new ConcurrentBag<string>();
        var local = new ConcurrentBag<string>();
        Parallel.For(0, 2, _ =>
        {
            using var sandbox = new Sandbox();
            var ways = new TwoWays(sandbox, host.Address);
            while (cases.TryDequeue(out var it))
            {
                var files = it.Trap.Files.Select(f => (f.Name.Length > 0 ? f.Name : it.Source, f.Content));
                var isAssembly = it.Trap.Options.Contains("-S");
                string[] arguments =
                    [.. it.Trap.Options, .. isAssembly ? (string[])[] : ["-c"], it.Source, "-o", "t.o"];
                var (difference, said) = ways.Run(files, it.Compiler, arguments, it.Trap.Environment);
                if (difference.Length > 0)
                {
                    wrong.Add($"#### {it.Compiler}: {it.Trap.Name}\n{difference}{said}");
                }

                if (!ways.AtTheHost(said))
                {
                    local.Add($"{it.Compiler}: {it.Trap.Name}: {said}");
                }
            }
        });
        TestContext.Out.WriteLine($"{count} compiles two ways; {local.Count} ended here:");
        TestContext.Out.WriteLine(string.Join('\n', local.Order()));
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order()));
    }
}
