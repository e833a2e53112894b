using System.Collections.Concurrent;
using System.Globalization;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Programs that csmith makes up, at option sets made up likewise, two ways. CSMITH_COUNT asks for more than the few
/// of an ordinary run, CSMITH_SEED for others.
/// </summary>
internal sealed class RandomProgramTests
{
    private static readonly string[][] Options =
    [
        ["-O0", "-O1", "-O2", "-O3", "-Os", "-Ofast", "-Og"],
        ["", "-g", "-g1", "-g3", "-gdwarf-4"],
        ["", "-Wall", "-w", "-Wall -Wextra", "-Wall -Wextra -Wconversion"],
        ["", "-fPIC", "-fPIE", "-fno-pic"],
        ["", "-ffunction-sections -fdata-sections", "-fstack-protector-strong", "-fno-strict-aliasing", "-fwrapv"],
        ["", "-march=x86-64-v3", "-mtune=haswell", "-mavx2"],
        ["", "-std=gnu99", "-std=c11", "-std=gnu17"],
        ["", "-MD", "-MMD -MP", "-fstack-usage"],
        ["-c t.c", "-c t.c -o out/t.o", "-S t.c", "-c ./t.c -o ./t.o"],
    ];

    [Test]
    public void A_random_program_is_compiled_the_same()
    {
        Needs.Program("csmith");
        Needs.File("/usr/include/csmith/csmith.h");
        var count = Number("CSMITH_COUNT", 12);
        var seed = Number("CSMITH_SEED", 1);
        using var hostBox = new Sandbox();
        using var host = BuildHost.Start(hostBox, "--slots", "2");
        var numbers = new ConcurrentQueue<int>(Enumerable.Range(seed, count));
        var wrong = new ConcurrentBag<string>();
        var at = new ConcurrentBag<string>();
        Parallel.For(0, 2, _ =>
        {
            using var sandbox = new Sandbox();
            var ways = new TwoWays(sandbox, host.Address);
            while (numbers.TryDequeue(out var number))
            {
                var random = new Random(number);
                var words = string.Join(
                    ' ', Options.Select(set => set[random.Next(set.Length)]).Prepend("-I/usr/include/csmith"));
                var program = sandbox.Command("csmith", "--seed", number.ToString(CultureInfo.InvariantCulture))
                    .Run().Succeeded().OutputBytes;
                var compiler = number % 2 == 0 ? "gcc" : "clang";
                var (difference, said) = ways.Run(
                    [("t.c", program), ("out/keep", [])],
                    compiler,
                    words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                if (difference.Length > 0)
                {
                    wrong.Add($"#### {number}: {compiler} {words}\n{difference}{said}");
                }

                at.Add(ways.AtTheHost(said) ? "at the host" : said.Split("locally: ")[^1].Split(':')[0]);
            }
        });
        foreach (var group in at.GroupBy(a => a).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            TestContext.Out.WriteLine($"{group.Count()} {group.Key}");
        }

        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order()));
    }

    private static int Number(string variable, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
