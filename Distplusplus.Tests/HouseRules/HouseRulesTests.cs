using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.HouseRules;

/// <summary>Reads the source of product and tests and fails where it breaks a rule of the house.</summary>
internal sealed class HouseRulesTests
{
    private const int LongFile = 250;
    private const int MostFiles = 20;

    private static readonly string[] TopLevel =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "Distplusplus", "Distplusplus.Tests", "LICENSE",
        "README.md", "build.sh", "global.json", "nuget.config",
    ];

    // What git keeps for itself and what building leaves.
    private static readonly string[] NotSource = [".git", "artifacts", "bin", "obj"];

    [TestCaseSource(typeof(SourceRules), nameof(SourceRules.All))]
    public void Every_source_file_keeps_the_rule(HouseRule rule)
        => Assert.That(string.Join('\n', SourceFile.All().SelectMany(rule.Judge)), Is.Empty);

    [TestCaseSource(typeof(SourceRules), nameof(SourceRules.All))]
    public void A_breach_of_the_rule_is_found(HouseRule rule)
        => Assert.Multiple(() =>
        {
            Assert.That(rule.Breaches, Is.Not.Empty);
            foreach (var breach in rule.Breaches)
            {
                Assert.That(rule.Judge(breach), Is.Not.Empty, breach.Text.Trim());
            }
        });

    [TestCase("// Thread.Sleep(1);")]
    [TestCase("/* Console.Write() */ var a = \"Console.Write\";")]
    [TestCase("var a = $\"Console.Write {b}\";")]
    [TestCase("var a = @\"c:\\\"; // Console.Write")]
    [TestCase("var a = '\"'; /* Console.Write */ var b = '\"';")]
    [TestCase("var a = \"\"\"\n    say \"Thread.Sleep(1)\"\n    \"\"\";")]
    public void Comments_and_strings_are_no_code(string text)
    {
        var file = new SourceFile("Distplusplus/Client/A.cs", text);
        Assert.That(BannedWords.Calls(file).Concat(BannedWords.ConsoleOutsideTheDoors(file)), Is.Empty);
    }

    [Test]
    public void A_property_named_like_a_room_is_no_arrow()
        => Assert.That(
            Floors.Judge(new SourceFile("Distplusplus/Server/A.cs", "Log(offer.Client.Machine);")), Is.Empty);

    [Test]
    public void Files_over_250_lines_are_few()
    {
        var all = SourceFile.All().ToList();
        var longOnes = all.Where(file => file.Lines.Length > LongFile).ToList();
        foreach (var file in longOnes)
        {
            TestContext.Out.WriteLine($"{file.Lines.Length} {file.Path}");
        }

        Assert.That(longOnes, Has.Count.LessThanOrEqualTo(all.Count / 10));
    }

    [Test]
    public void A_folder_of_the_product_holds_at_most_twenty_files()
        => Assert.That(
            SourceFile.All().Where(file => file.IsProduct).GroupBy(file => file.Folder)
                .Where(folder => folder.Count() > MostFiles).Select(folder => $"{folder.Count()} {folder.Key}"),
            Is.Empty);

    [Test]
    public void Nothing_else_stands_at_the_top()
        => Assert.That(
            Directory.EnumerateFileSystemEntries(NativeBinary.RepositoryRoot)
                .Select(Path.GetFileName)
                .Except(NotSource),
            Is.EquivalentTo(TopLevel));

    [Test]
    public void No_registry_is_named()
        => Assert.That(
            File.ReadAllText(Path.Combine(NativeBinary.RepositoryRoot, "nuget.config")),
            Does.Not.Contain("http").And.Not.Contain("<packageSources>"));

    [Test]
    public void Every_script_is_clean()
    {
        using var sandbox = new Sandbox();
        var scripts = Directory.EnumerateFiles(NativeBinary.RepositoryRoot, "*.sh", SearchOption.AllDirectories)
            .Append(Path.Combine(NativeBinary.RepositoryRoot, ".ci", "run"))
            .Where(path => !path.Contains("/bin/") && !path.Contains("/obj/"))
            .Select(path => Path.GetRelativePath(NativeBinary.RepositoryRoot, path))
            .ToArray();
        Needs.Program("shellcheck");
        var check = sandbox.Command("shellcheck", ["-x", .. scripts]) with { Directory = NativeBinary.RepositoryRoot };
        var result = check.Run();
        Assert.That(result.ExitCode, Is.Zero, result.Output);
    }
}
