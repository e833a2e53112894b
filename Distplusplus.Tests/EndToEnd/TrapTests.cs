using System.Collections.Concurrent;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The traps of traps.txt × gcc and clang × C and C++ × both ways of sending.</summary>
internal sealed class TrapTests
{
    /// <summary>
    /// What differs in text mode, and why. In direct mode nothing does. DIFFERENCES.md tells the user.
    /// </summary>
    private static readonly Dictionary<string, (string Compilers, string Why)> KnownInText = new()
    {
        ["a macro that spans lines and directives"]
            = ("gcc g++", "the directives are done"),
        ["conditions in a macro's arguments"] = ("gcc g++", "the directives are done"),
        ["a conditional that skips garbage"] = ("gcc g++", "skipped lines are not in the text"),
        ["misleading indentation"] = ("gcc g++", "gcc looks at the source itself for it"),
        ["an assembly listing with its sources"] = ("gcc g++", "gcc quotes the source itself"),
        ["an empty file"] = ("clang", "there is no first line to complain about"),
        ["debug info with macros and includes"] = ("gcc g++ clang clang++", "debug info"),
        ["debug info with macro columns"] = ("gcc g++ clang clang++", "debug info"),
        ["many enumerators"] = ("gcc g++ clang clang++", "debug info"),
    };

    /// <summary>
    /// What is compiled twice, because the words about the text may not be those about the source. Nothing else is.
    /// </summary>
    private static readonly Dictionary<string, (string Compilers, string Why)> ConfirmedHere = new()
    {
        ["line directives into a file that has other lines"] = ("gcc g++", "the file is quoted, the text compiled"),
        ["printf formats"] = ("gcc g++", FormatsOfSources),
        ["printf formats through macros of a header"] = ("gcc g++", FormatsOfSources),
        ["printf formats without the option's name"] = ("gcc g++", FormatsOfSources),
        ["a printf format in a header"] = ("gcc g++", FormatsOfSources),
        ["names that macros paste together"] = ("clang clang++", PastedWords),
        ["_Pragma message by a macro"] = ("clang clang++", PastedWords),
        ["a macro that spans lines and directives"] = ("clang clang++", DoneTwice),
        ["conditions in a macro's arguments"] = ("clang clang++", DoneTwice),
        ["a header without a guard, included twice"] = ("clang clang++", "a text has no file twice"),
        ["a byte order mark before what is warned of"] = ("gcc g++ clang clang++", NoMark),
        ["a byte order mark before a header's warnings"] = ("gcc g++ clang clang++", NoMark),
    };

    private const string FormatsOfSources = "gcc looks into the format strings of a source only";
    private const string DoneTwice = "the text has directives of its own about the source's";
    private const string NoMark = "the text has no byte order mark; clang counts it as columns";
    private const string PastedWords = "clang numbers what macros paste, and conditions did so before";

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
        var known = new ConcurrentDictionary<string, bool>();
        var twice = new ConcurrentDictionary<string, bool>();
        Parallel.For(0, 2, _ =>
        {
            using var sandbox = new Sandbox();
            var ways = new ThreeWays(sandbox, host.Address);
            while (cases.TryDequeue(out var it))
            {
                var files = it.Trap.Files.Select(f => (f.Name.Length > 0 ? f.Name : it.Source, f.Content));
                var isAssembly = it.Trap.Options.Contains("-S");
                string[] arguments =
                    [.. it.Trap.Options, .. isAssembly ? (string[])[] : ["-c"], it.Source, "-o", "t.o"];
                foreach (var (mode, difference, said) in ways.Run(files, it.Compiler, arguments, it.Trap.Environment))
                {
                    if (difference.Length > 0)
                    {
                        if (mode == "text" && KnownInText.TryGetValue(it.Trap.Name, out var reason)
                            && reason.Compilers.Split(' ').Contains(it.Compiler))
                        {
                            known[$"{it.Compiler}: {it.Trap.Name}"] = true;
                        }
                        else
                        {
                            wrong.Add($"#### {it.Compiler}: {it.Trap.Name}, {mode}\n{difference}{said}");
                        }
                    }

                    if (said.Contains("words-to-confirm"))
                    {
                        twice[$"{it.Compiler}: {it.Trap.Name}"] = true;
                    }

                    if (!ways.AtTheHost(said))
                    {
                        local.Add($"{it.Compiler}: {it.Trap.Name}, {mode}: {said}");
                    }
                }
            }
        });
        TestContext.Out.WriteLine($"{count} compiles three ways; {local.Count} of {2 * count} ended here:");
        TestContext.Out.WriteLine(string.Join('\n', local.Order()));
        Assert.Multiple(() =>
        {
            Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order()));
            Assert.That(
                twice.Keys.Order(),
                Is.EqualTo(
                    (from trap in ConfirmedHere
                     where only is null || trap.Key.Contains(only)
                     from compiler in trap.Value.Compilers.Split(' ')
                     select $"{compiler}: {trap.Key}").Order()),
                "compiled twice");
            Assert.That(
                from trap in KnownInText
                where only is null
                from compiler in trap.Value.Compilers.Split(' ')
                where !known.ContainsKey($"{compiler}: {trap.Key}")
                select $"{compiler}: {trap.Key}",
                Is.Empty,
                "differ no longer: strike them off");
        });
    }
}
