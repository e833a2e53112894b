using System.Text.Json;
using System.Text.RegularExpressions;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.HouseRules;

/// <summary>What the binary is made of is written down, and the lists agree.</summary>
internal sealed partial class SupplyChainTests
{
    // They work while building and leave nothing of their own in the binary.
    private static readonly string[] s_tools =
        ["Grpc.Tools", "Microsoft.DotNet.ILCompiler", "Microsoft.NET.ILLink.Tasks"];

    private static readonly string s_project = Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus");

    [TestCase("linux-x64")]
    [TestCase("linux-arm64")]
    public void The_notices_name_every_package_of_the_lock_with_its_version(string machine)
    {
        var notices = Row().Matches(File.ReadAllText(Path.Combine(s_project, "THIRD-PARTY.md")))
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
        var locked = Packages(machine).Where(package => !s_tools.Contains(package.Name))
            .Select(package => $"{package.Name} {package.Entry.GetProperty("resolved").GetString()}");
        Assert.That(notices, Is.EquivalentTo(locked));
    }

    [TestCase("linux-x64")]
    [TestCase("linux-arm64")]
    public void Every_package_is_locked_with_a_digest(string machine)
        => Assert.That(
            Packages(machine).Select(package => package.Entry.GetProperty("contentHash").GetString()!.Length),
            Has.All.EqualTo(88).And.Some.EqualTo(88));

    [Test]
    public void The_project_asks_for_the_versions_that_are_locked()
    {
        var asked = Reference().Matches(File.ReadAllText(Path.Combine(s_project, "Distplusplus.csproj")))
            .Select(match => $"{match.Groups[1].Value} [{match.Groups[2].Value}, )");
        var locked = Packages("linux-x64")
            .Where(package => package.Entry.GetProperty("type").GetString() == "Direct")
            .Where(package => !s_tools.Contains(package.Name))
            .Select(package => $"{package.Name} {package.Entry.GetProperty("requested").GetString()}");
        Assert.That(asked, Is.EquivalentTo(locked));
    }

    private static IEnumerable<(string Name, JsonElement Entry)> Packages(string machine)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(s_project, $"packages.{machine}.lock.json")))
            .RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => !package.Name.StartsWith("runtime.", StringComparison.Ordinal))
            .DistinctBy(package => package.Name)
            .Select(package => (package.Name, package.Value));

    [GeneratedRegex(@"^\| ([A-Z][A-Za-z.]+) \| ([0-9.]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"<PackageReference Include=""([^""]+)"" Version=""([^""]+)""")]
    private static partial Regex Reference();
}
