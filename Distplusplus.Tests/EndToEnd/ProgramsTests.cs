using Distplusplus.Server.Reporting;
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

    // As debian/rules builds it: libtool compiles every file four times, as C and as C++, with and without -fPIC.
    // Two of its rules write the same archives, at once under -j8: archives and programs are made again one by one.
    private const string Lua =
        "printf '#define DEB_HOST_MULTIARCH \"x\"\\n' > src/lua5.4-deb-multiarch.h;"
        + " build() { make -C src V=5.4 MYCFLAGS=-DLUA_USE_LINUX LIBTOOL='libtool --quiet'"
        + " CC='{0} gcc -std=gnu99' CXX='{0} g++' \"$@\" all; };"
        + " build -j8 -k || true; rm -f src/lib*.la src/lib*.a src/.libs/lib*; build";

    [Test]
    public void Lua_is_the_same_through_one_host_and_two()
    {
        Needs.Program("libtool");
        IsTheSame(
            SourcePackage.Unpack(_sandbox, "lua5.4"),
            Lua,
            "src/lua5.4 -e 'local t = {} for i = 1, 1000 do t[i] = i * i end assert(#t == 1000)'"
            + " && src/lua5.4 -e 'assert(load(string.dump(function() return 7 end))() == 7)'"
            + " && printf 'print(1)' | src/luac5.4 -o out.luac - && src/lua5.4 out.luac",
            1, 2);
    }

    [Test]
    public void Fmt_is_the_same_through_two_hosts()
    {
        Needs.Program("cmake");
        Needs.File("/usr/src/googletest/CMakeLists.txt");
        IsTheSame(
            SourcePackage.Unpack(_sandbox, "fmtlib"),
            "cmake -S . -B build -DFMT_DOC=off -DBUILD_SHARED_LIBS=on -DCMAKE_POSITION_INDEPENDENT_CODE=on"
            + " -DCMAKE_CXX_COMPILER_LAUNCHER='{0}' > cmake.log && make -C build -j8 fmt args-test printf-test",
            "cd build && ctest -R '^(args|printf)-test$'",
            2);
    }

    [Test]
    public void A_host_killed_while_Lua_is_built_fails_nothing()
    {
        var source = SourcePackage.Unpack(_sandbox, "lua5.4");
        using var host = BuildHost.Start(_sandbox, "--slots", "4");
        var client = new FarmClient(_sandbox, host.Address);
        using var build = (client.Command("/bin/sh", "-c",
            Lua.Replace("{0}", NativeBinary.Path))
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
    /// <param name="check">Shell that runs the program's own tests.</param>
    /// <param name="hostCounts">How many hosts it is built through, one build after the other.</param>
    private void IsTheSame(string source, string recipe, string check, params int[] hostCounts)
    {
        var pristine = _sandbox.Path("pristine");
        Shell($"cp -a {source} {pristine}", _sandbox.Environment);
        Build(recipe, "", source, _sandbox.Environment);
        var plain = DirectorySnapshot.Of(source);
        foreach (var count in hostCounts)
        {
            Shell($"rm -rf {source} && cp -a {pristine} {source}", _sandbox.Environment);
            var hosts = Enumerable.Range(0, count).Select(_ => BuildHost.Start(_sandbox, "--slots", "2")).ToList();
            try
            {
                BuildThrough(hosts, recipe, source, plain);
            }
            finally
            {
                hosts.ForEach(h => h.Dispose());
            }

            Shell(check, _sandbox.Environment, source);
        }
    }

    private void BuildThrough(List<BuildHost> hosts, string recipe, string source, DirectorySnapshot plain)
    {
        var client = new FarmClient(_sandbox, [.. hosts.Select(h => h.Address)]);
        var built = Build(recipe, NativeBinary.Path, source, client.Command("true").Environment);
        var report = CompileReport.Of(built);
        var objects = plain.Names.Where(IsMadeByACompiler).ToList();
        var remote = hosts.Sum(h => report.Ours.Count(line => line.Contains(h.Address)));
        TestContext.Out.WriteLine(
            $"{hosts.Count} host(s): {objects.Count} files compared, {report.Ours.Count} lines, {remote} at a host");
        TestContext.Out.WriteLine(string.Join('\n', report.Ours));
        Assert.Multiple(() =>
        {
            Assert.That(objects, Is.Not.Empty);
            Assert.That(
                DirectorySnapshot.Of(source).Only(IsMadeByACompiler).DifferenceFrom(plain.Only(IsMadeByACompiler)),
                Is.Empty);
            Assert.That(hosts, Has.All.Matches<BuildHost>(h => report.At(h.Address)), "a host had no work");
            Assert.That(remote, Is.GreaterThan(report.Ours.Count / 2), "most of it stayed here");
        });
    }

    // Logs and caches of make and cmake tell times; what compiler and linker wrote does not.
    private static bool IsMadeByACompiler(string name)
        => Path.GetExtension(name) is ".o" or ".so" or ".a" or ".d" || name.Contains(".so.")
            || (!name.Contains('.') && !Path.GetFileName(name).StartsWith("Makefile"));

    private CommandResult Build(
        string recipe, string launcher, string source, IReadOnlyDictionary<string, string> environment)
        => Shell(recipe.Replace("{0}", launcher), environment, source);

    private CommandResult Shell(string line, IReadOnlyDictionary<string, string> environment, string? directory = null)
        => new Command("/bin/sh", "-c", line)
        {
            Directory = directory ?? _sandbox.Root,
            Environment = environment,
            Limit = BuildLimit,
        }.Run().Succeeded();
}
