using Distplusplus.Diagnostics.Check;
using Distplusplus.Platform.Files;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Diagnostics.Check;

/// <summary>Real directories with real links, PATH in every order that people get wrong.</summary>
internal sealed class LinkFindingsTests
{
    private string _root = "";

    [SetUp]
    public void MakeDirectories()
    {
        _root = Directory.CreateTempSubdirectory("links").FullName;
        foreach (var file in (string[])["us", "ccache", "distcc", "real/gcc", "other/g++"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{file}")!);
            File.WriteAllText($"{_root}/{file}", "");
            File.SetUnixFileMode($"{_root}/{file}", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Link("masq/gcc", "us");
        Link("masq2/gcc", "us");
        Link("lib-ccache/gcc", "ccache");
        Link("lib-distcc/gcc", "distcc");
    }

    [TearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [TestCase("real",
        "ok links: no compiler link on PATH leads to distplusplus; use it as `distplusplus g++ …`")]
    [TestCase("masq:real", "ok links: gcc is ROOT/masq/gcc, the compiler behind it ROOT/real/gcc")]
    [TestCase("masq:masq:masq2:real", "ok links: gcc is ROOT/masq/gcc, the compiler behind it ROOT/real/gcc")]
    [TestCase("real:masq", "warning links: ROOT/real/gcc comes before ROOT/masq/gcc on PATH, so distplusplus is not "
        + "used → put ROOT/masq before ROOT/real in PATH")]
    [TestCase("masq", "problem links: ROOT/masq/gcc leads to distplusplus, but there is no compiler gcc after it on "
        + "PATH → install gcc, or remove ROOT/masq/gcc")]
    [TestCase("lib-ccache:masq:real",
        "ok links: gcc is ROOT/lib-ccache/gcc, which is ccache and runs ROOT/masq/gcc on cache misses")]
    [TestCase("masq:lib-ccache:real",
        "warning links: ROOT/masq/gcc comes before ROOT/lib-ccache/gcc, which is ccache and therefore not used → put "
            + "ROOT/lib-ccache before ROOT/masq in PATH")]
    [TestCase("masq:lib-distcc:real", "warning links: ROOT/lib-distcc/gcc is distcc, which also distributes compiles "
        + "→ remove ROOT/lib-distcc from PATH: two distributors would call each other")]
    [TestCase("lib-distcc:masq:real", "warning links: ROOT/lib-distcc/gcc is distcc, which also distributes compiles "
        + "→ remove ROOT/lib-distcc from PATH: two distributors would call each other")]
    [TestCase("masq:real:other",
        "ok links: gcc is ROOT/masq/gcc, the compiler behind it ROOT/real/gcc",
        "warning links: g++ is ROOT/other/g++, no link of that name leads to distplusplus "
        + "→ add one: ln -s distplusplus ROOT/masq/g++")]
    public void The_order_on_PATH_decides(string path, params string[] findings)
        => Assert.That(Findings(path), Is.EqualTo(findings));

    [Test]
    public void A_ccache_that_calls_us_is_fine()
    {
        Assert.That(
            Ccache("/usr/bin/ccache", "/opt/bin/distplusplus"),
            Is.EqualTo(new[] { "ok ccache: /usr/bin/ccache runs distplusplus on cache misses (CCACHE_PREFIX)" }));
        Assert.That(
            Ccache("/usr/bin/ccache", null),
            Is.EqualTo(new[]
            {
                "ok ccache: /usr/bin/ccache is installed; "
                + "CCACHE_PREFIX=distplusplus makes it run distplusplus on cache misses",
            }));
        Assert.That(
            Ccache(null, "distplusplus"),
            Is.EqualTo(new[]
            {
                "warning ccache: CCACHE_PREFIX is \"distplusplus\", but ccache is not on PATH "
                + "→ install ccache, or unset CCACHE_PREFIX",
            }));
        Assert.That(Ccache(null, null), Is.Empty);
    }

    private static IEnumerable<string> Ccache(string? ccache, string? prefix)
        => new CcacheFindings(prefix, compilerCheck: null).Of(ccache, []).Select(Show);

    private static string Show(Finding finding)
        => $"{finding.Severity}".ToLowerInvariant() + $" {finding.Subject}: {finding.Cause}"
            + (finding.Cure.Length == 0 ? "" : $" → {finding.Cure}");

    private IEnumerable<string> Findings(string path)
        => LinkFindings.Of(PathSurvey.Of(
                string.Join(':', path.Split(':').Select(name => $"{_root}/{name}")),
                FileIdentity.Of($"{_root}/us")!.Value))
            .Select(Show).Select(line => line.Replace(_root, "ROOT"));

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{path}")!);
        File.CreateSymbolicLink($"{_root}/{path}", $"{_root}/{target}");
    }
}
