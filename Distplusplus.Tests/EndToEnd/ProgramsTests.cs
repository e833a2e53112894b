using System.Text.RegularExpressions;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Real programs built plainly and through hosts: every object the same, their own tests pass.</summary>
[Category("Programs")]
internal sealed class ProgramsTests
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    public void Lua_is_the_same(int hosts)
        => IsTheSame(
            SourcePackage.Unpack(_sandbox, "lua5.4"),
            "make -C src -j8 CC='{0} gcc -std=gnu99' MYCFLAGS='-DLUA_USE_LINUX' MYLIBS='-Wl,-E -ldl' lua luac",
            "src/lua -e 'local t = {{}} for i = 1, 1000 do t[i] = i * i end assert(#t == 1000) print(\"ok\")'",
            hosts);

    [TestCase(1)]
    [TestCase(2)]
    public void Fmt_is_the_same(int hosts)
        => IsTheSame(
            SourcePackage.Unpack(_sandbox, "fmtlib"),
            "mkdir -p o && printf '%s\\n' src/format.cc src/os.cc test/util.cc |"
            + " xargs -P8 -I@ sh -c '{0} g++ -std=c++17 -O2 -Iinclude -c @ -o o/$(basename @ .cc).o'"
            + " && printf '#include <fmt/format.h>\\nint main() {{ fmt::print(\"ok\\\\n\"); }}\\n' > o/main.cc"
            + " && {0} g++ -std=c++17 -O2 -Iinclude -c o/main.cc -o o/main.o"
            + " && {0} g++ o/main.o o/format.o o/os.o -o o/main",
            "o/main",
            hosts);

    [Test]
    public void A_host_killed_while_Lua_is_built_fails_nothing()
    {
        var source = SourcePackage.Unpack(_sandbox, "lua5.4");
        using var host = BuildHost.Start(_sandbox, "--slots", "4");
        var client = new FarmClient(_sandbox, host.Address);
        using var build = (client.Command("/bin/sh", "-c",
            $"make -C src -j4 CC='{NativeBinary.Path} gcc -std=gnu99' MYCFLAGS=-DLUA_USE_LINUX MYLIBS='-Wl,-E -ldl' lua")
            with { Directory = source }).Start();
        var output = Command.Collect(build.Output!);
        var error = Command.Collect(build.Error!);
        Assert.That(
            () => Directory.GetFiles($"{source}/src", "*.o"), Has.Length.GreaterThanOrEqualTo(6).After(120_000, 10));
        host.Kill();
        var exit = build.Wait();
        Task.WaitAll(output, error);
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        TestContext.Out.WriteLine(said);
        Assert.That(exit.Code, Is.Zero, said);
        Assert.That(said, Does.Contain(host.Address).And.Contain("local"));
    }

    /// <param name="recipe">Shell with {0} where the launcher goes.</param>
    /// <param name="check">Shell that prints "ok".</param>
    private void IsTheSame(string source, string recipe, string check, int hosts)
    {
        var pristine = _sandbox.Path("pristine");
        Shell($"cp -a {source} {pristine}", _sandbox.Environment);
        Build(recipe, "", source, _sandbox.Environment);
        var plain = DirectorySnapshot.Of(source);
        Shell($"rm -rf {source} && cp -a {pristine} {source}", _sandbox.Environment);

        var running = Enumerable.Range(0, hosts).Select(_ => BuildHost.Start(_sandbox, "--slots", "2")).ToList();
        try
        {
            var client = new FarmClient(_sandbox, [.. running.Select(h => h.Address)]);
            var environment = client.Command("true").Environment;
            var built = Build(recipe, NativeBinary.Path, source, environment);
            var report = CompileReport.Of(built);
            Assert.Multiple(() =>
            {
                Assert.That(DirectorySnapshot.Of(source).DifferenceFrom(plain), Is.Empty);
                Assert.That(running, Has.All.Matches<BuildHost>(h => report.At(h.Address)), "a host had no work");
                Assert.That(Regex.Count(built.Output, " -c "), Is.LessThanOrEqualTo(report.Ours.Count),
                    "a compile without a line");
            });
            TestContext.Out.WriteLine(string.Join('\n', report.Ours));
        }
        finally
        {
            running.ForEach(h => h.Dispose());
        }

        Assert.That(Shell(string.Format(check), _sandbox.Environment, source).Output, Is.EqualTo("ok\n"));
    }

    private CommandResult Build(
        string recipe, string launcher, string source, IReadOnlyDictionary<string, string> environment)
        => Shell(string.Format(recipe, launcher), environment, source);

    private CommandResult Shell(string line, IReadOnlyDictionary<string, string> environment, string? directory = null)
        => new Command("/bin/sh", "-c", line)
        {
            Directory = directory ?? _sandbox.Root,
            Environment = environment,
            Limit = BuildLimit,
        }.Run().Succeeded();
}
