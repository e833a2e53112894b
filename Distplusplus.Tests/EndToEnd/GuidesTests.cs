using System.Text.RegularExpressions;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// The commands of the guides are run as they stand there: every block of shell that begins with "# tried", in a fresh
/// copy of a small project, with a host on this machine.
/// </summary>
internal sealed partial class GuidesTests
{
    private static readonly string s_guides = Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus", "guides");

    private static readonly string s_support =
        Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus.Tests", "Support");

    private Sandbox _sandbox = null!;

    private static IEnumerable<TestCaseData> Blocks
        => Directory.GetFiles(s_guides, "*.md").Order(StringComparer.Ordinal).SelectMany(
            guide => Block().Matches(File.ReadAllText(guide)).Select((block, i) =>
                new TestCaseData(block.Groups["how"].Value.Trim(), block.Groups["shell"].Value)
                    .SetArgDisplayNames($"{Path.GetFileName(guide)} {i + 1}")));

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _sandbox.Command("cp", "-r", $"{s_support}/project/.", _sandbox.Work).Run().Succeeded();
        _sandbox.Command(
            "bash", "-euc",
            "fail() { exit 1; }; root=$1 binary=$2; source \"$1/Distplusplus.Tests/Support/install.sh\"; "
            + "install_here \"$3\"", "install", NativeBinary.RepositoryRoot, NativeBinary.Path, _sandbox.Path("prefix"))
            .Run().Succeeded();
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [TestCaseSource(nameof(Blocks))]
    public void A_block_does_what_it_says(string how, string shell)
    {
        foreach (Match word in NeedsProgram().Matches(shell))
        {
            Needs.Program(word.Value);
        }

        string[] listen = how == "unix" ? ["--listen", $"unix:{_sandbox.Path("host")}"] : [];
        using var host = BuildHost.Start(_sandbox, ["--slots", "2", .. listen]);
        var client = new FarmClient(_sandbox, host.Address)
            .With("PATH", $"{_sandbox.Path("prefix")}/bin:/usr/local/bin:/usr/bin:/bin")
            .With("DISTPLUSPLUS_LOG_LEVEL", "info");
        var script = "set -eu\n" + shell.Replace("/usr/local/libexec", $"{_sandbox.Path("prefix")}/libexec");
        var result = how == "serve"
            ? client.Command(
                "timeout", "--preserve-status", "2", "sh", "-c", script.Replace("\ndist", "\nexec dist")).Run()
            : client.Command("sh", "-c", script).Run();
        if (how == "unix" && result.Error.Contains("unshare failed"))
        {
            Assert.Ignore($"no namespace without network can be made here: {result.Error.Trim()}");
        }

        Assert.That(result.Succeeded().Error, Does.Not.Contain("unreachable"));
        if (how is "" or "unix")
        {
            host.WaitForLog(@": exit 0 in \d+ ms");
        }
        else if (how == "local")
        {
            Assert.That(host.Log, Does.Not.Contain(": exit "));
            Assert.That($"{_sandbox.Work}/area", Does.Exist);
        }
        else
        {
            Assert.That(result.Error, Does.Contain("listening on 127.0.0.1:"));
        }
    }

    [Test]
    public void Every_guide_is_in_the_list_and_every_link_leads_somewhere()
    {
        var guides = Directory.GetFiles(s_guides, "*.md").Select(path => Path.GetFileName(path)!).ToList();
        var listed = Link().Matches(File.ReadAllText($"{s_guides}/README.md")).Select(link => link.Groups[1].Value);
        Assert.That(listed, Is.EquivalentTo(guides.Where(guide => guide != "README.md")));
        foreach (var guide in guides)
        {
            foreach (Match link in Link().Matches(File.ReadAllText($"{s_guides}/{guide}")))
            {
                Assert.That($"{s_guides}/{link.Groups[1].Value}", Does.Exist, guide);
            }
        }
    }

    [GeneratedRegex(
        @"^```sh\n# tried(?<how>[^\n]*)\n(?<shell>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b(ccache|cmake|ninja|meson|autoreconf|unshare|aarch64-linux-gnu-gcc)\b")]
    private static partial Regex NeedsProgram();

    [GeneratedRegex(@"\]\(([a-z./-]+\.md)\)")]
    private static partial Regex Link();
}
