using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// A real program with -g -O2 -Wall -Wextra: every unit goes the direct way, every object and every word the compiler
/// says is the same. Configured once, without us; built twice in the same directory.
/// </summary>
[Category("Programs")]
internal sealed class DirectProgramsTests
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    // What stands for gcc and g++: keeps what each unit says apart from the others.
    private const string Wrapper = """
        #!/bin/sh
        said="$SAID/$(printf '%s' "$*" | cksum | tr ' ' -)"
        ${LAUNCHER-} {0} -g -O2 -Wall -Wextra "$@" 2>"$said"
        code=$?
        cat "$said" >&2
        exit $code

        """;

    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void LibYaml_of_autotools_goes_directly()
    {
        Needs.Program("autoreconf");
        Needs.Program("libtoolize");
        GoesDirectly(
            "libyaml",
            "autoreconf -i && ./configure --disable-static CFLAGS= && make -C include",
            "make -j4 -C src && make -j4 -C tests check TESTS= && make -C tests",
            units: 20);
    }

    private void GoesDirectly(string package, string configure, string build, int units)
    {
        var source = SourcePackage.Unpack(_sandbox, package);
        var said = Directory.CreateDirectory(_sandbox.Path("said")).FullName;
        foreach (var (name, compiler) in (ReadOnlySpan<(string, string)>)[("cc", "gcc"), ("c++", "g++")])
        {
            File.WriteAllText(_sandbox.Path(name), Wrapper.Replace("{0}", compiler));
            File.SetUnixFileMode(_sandbox.Path(name), (UnixFileMode)0x1ED);
        }

        using var host = BuildHost.Start(_sandbox, "--slots", "4");
        var client = new FarmClient(_sandbox, host.Address);
        Shell(configure, source, client, "");
        Shell($"cp -a {source} {_sandbox.Path("pristine")}", "/", client, "");
        var (plainFiles, plainWords, _) = Build("");
        Shell($"rm -rf {source} && cp -a {_sandbox.Path("pristine")} {source}", "/", client, "");
        var (files, words, lines) = Build(NativeBinary.Path);
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.Multiple(() =>
        {
            Assert.That(files.DifferenceFrom(plainFiles), Is.Empty);
            Assert.That(words, Is.EqualTo(plainWords));
            Assert.That(words.Values, Has.Some.Contains("warning:"), "nothing was said that could differ");
            Assert.That(lines.Count(line => line.Contains(" (direct, ")), Is.GreaterThanOrEqualTo(units));
            Assert.That(lines, Has.All.Contains(" (direct, ").Or.Contains(": compiled locally: linking: "));
        });

        (DirectorySnapshot, SortedDictionary<string, string>, List<string>) Build(string launcher)
        {
            Directory.Delete(said, true);
            Directory.CreateDirectory(said);
            Shell(build, source, client, launcher);
            var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var ours = new List<string>();
            foreach (var file in Directory.GetFiles(said))
            {
                var text = File.ReadAllLines(file).ToLookup(line => line.StartsWith("distplusplus: "));
                all[Path.GetFileName(file)] = string.Join('\n', text[false]);
                ours.AddRange(text[true]);
            }

            return (DirectorySnapshot.Of(source).Only(name => Path.GetExtension(name) == ".o"), all, ours);
        }
    }

    private void Shell(string line, string directory, FarmClient client, string launcher)
        => (client.Command("/bin/sh", "-c", line) with { Directory = directory, Limit = BuildLimit })
            .With("CC", _sandbox.Path("cc"))
            .With("CXX", _sandbox.Path("c++"))
            .With("SAID", _sandbox.Path("said"))
            .With("LAUNCHER", launcher)
            .Run()
            .Succeeded();
}
