using System.Text.RegularExpressions;
using Distplusplus.Client.Inputs;
using Distplusplus.CommandLine;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.CommandLine;

/// <summary>Man pages, completions and the sample file say what the program says.</summary>
internal sealed partial class DocumentsTests
{
    private static readonly string s_project = Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus");

    private static readonly string[] s_pages =
    [
        "distplusplus.1", "distplusplus-serve.1", "distplusplus-check.1", "distplusplus-hosts.1",
        "distplusplus.toml.5", "distplusplus-messages.7",
    ];

    [TestCase("")]
    [TestCase("serve")]
    [TestCase("check")]
    [TestCase("hosts")]
    public void The_man_page_has_the_options_of_help(string command)
    {
        var described = PageOption().Matches(Page(command.Length == 0 ? "distplusplus.1" : $"distplusplus-{command}.1"))
            .Select(match => $"--{match.Groups[1].Value}").Distinct();
        Assert.That(described, Is.EquivalentTo(Options(command)));
    }

    [TestCase("")]
    [TestCase("serve")]
    [TestCase("check")]
    [TestCase("hosts")]
    public void The_man_page_has_the_value_the_choices_and_the_default_of_each_option(string command)
    {
        var page = Page(command.Length == 0 ? "distplusplus.1" : $"distplusplus-{command}.1");
        foreach (var option in OptionsOf(command))
        {
            var item = Item(page, $"Fl - Ns Cm {option.Name[2..]}");
            var value = option.HelpName is { } name ? $"Ar {name.ToLowerInvariant()}" : "";
            Assert.That(item.Heading.Replace("\\&", ""), Does.EndWith($"{option.Name[2..]} {value}".TrimEnd())
                .Or.Contain($"{option.Name[2..]} ,"));
            foreach (var fact in HelpDefault().Matches(option.Description!).Select(match => match.Groups[1].Value)
                .Concat(Choices(option.Description!)))
            {
                Assert.That(item.Text, Does.Contain(fact), option.Name);
            }
        }
    }

    [Test]
    public void The_man_page_has_the_default_of_every_key()
    {
        var page = Page("distplusplus.toml.5");
        var (client, serve) = (page[..page.IndexOf("Li [serve] .", StringComparison.Ordinal)],
            page[page.IndexOf("Li [serve] .", StringComparison.Ordinal)..]);
        Compare(client, SettingsReader.ForClient(_ => null, "/dev/null").Origins);
        Compare(serve, SettingsReader.ForServer(_ => null, "/dev/null", SettingsReader.NoFlags).Origins);

        static void Compare(string page, IEnumerable<SettingOrigin> settings)
        {
            // These four are told in words, and where files lie depends on who asks.
            var keys = from setting in settings
                where !setting.Key.StartsWith("tls.") && setting.Value is not ("auto" or "none" or "off" or "")
                select (Name: setting.Key[(setting.Key.IndexOf('.') + 1)..], setting.Value);
            Assert.That(
                keys.Where(key => !Regex.IsMatch(
                    Item(page, $"Ic {key.Name}").Text, $@"Default:? {Regex.Escape(key.Value)}[ .,]")),
                Is.Empty);
        }
    }

    [TestCase("")]
    [TestCase("serve")]
    [TestCase("check")]
    [TestCase("hosts")]
    public void The_man_page_has_the_examples_of_help(string command)
    {
        var page = Page(command.Length == 0 ? "distplusplus.1" : $"distplusplus-{command}.1")
            .Replace("\\-", "-").Replace("\\(dq", "\"");
        foreach (var (line, _) in Examples.Of(command))
        {
            Assert.That(page, Does.Contain($"\n.Dl {line}\n"));
        }
    }

    [Test]
    public void The_man_page_has_every_exit_code()
    {
        var described = ExitCode().Matches(Page("distplusplus.1"))
            .Select(match => (int.Parse(match.Groups[1].Value), match.Groups[2].Value));
        Assert.That(described, Is.EqualTo(ExitCodes.All));
        Assert.That(ExitCodes.All.Select(code => code.Code), Is.Unique.And.All.InRange(ExitCodes.First, 125));
    }

    [Test]
    public void The_man_page_has_every_key_of_the_file()
    {
        var described = Key().Matches(Page("distplusplus.toml.5")).Select(match => match.Groups[1].Value);
        Assert.That(
            described,
            Is.EqualTo(SettingsReader.ClientKeys.Concat(SettingsReader.ServerKeys).Concat(SettingsReader.TlsKeys)));
    }

    [Test]
    public void The_sample_file_has_every_key_and_no_problem_when_all_are_switched_on()
    {
        var sample = File.ReadAllText(Path.Combine(s_project, "packaging/distplusplus.toml"));
        var switchedOn = SampleKey().Replace(sample.Replace("servers = []\n", ""), "$1");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, switchedOn);
            var client = SettingsReader.ForClient(_ => null, file);
            var server = SettingsReader.ForServer(_ => null, file, SettingsReader.NoFlags);
            Assert.That(client.Problems.Concat(server.Problems).Select(problem => problem.Message), Is.Empty);
            Assert.That(
                client.Origins.Concat(server.Origins).Where(setting => setting.Origin is not ValueOrigin.InFile),
                    Is.Empty);
            File.WriteAllText(file, sample);
            Assert.That(SettingsReader.ForClient(_ => null, file).Settings, Is.EqualTo(new ClientSettings()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("distplusplus.bash", "--{0}")]
    [TestCase("_distplusplus", "--{0}")]
    [TestCase("distplusplus.fish", "-l {0}")]
    public void Completions_know_every_option(string file, string form)
    {
        var text = File.ReadAllText(Path.Combine(s_project, "packaging/completions", file));
        foreach (var option in ((string[])["", "serve", "check", "hosts"]).SelectMany(Options).Distinct())
        {
            Assert.That(text, Does.Contain(string.Format(null, form, option[2..])), option);
        }
    }

    [TestCaseSource(nameof(s_pages))]
    public void A_man_page_is_clean(string page)
    {
        Needs.Program("mandoc");
        using var sandbox = new Sandbox();
        var path = Path.Combine(s_project, "man", page);
        // Pages refer to each other before they are installed.
        var result = sandbox.Command("sh", "-c", $"mandoc -Tlint {path} | grep -v 'referenced manual not found'").Run();
        Assert.That($"{result.Output}", Is.Empty);
    }

    [Test]
    public void Every_reason_is_on_the_page_with_its_cure()
    {
        var page = Page("distplusplus-messages.7");
        var source = File.ReadAllText(Path.Combine(s_project, "Client/FallbackReason.cs"));
        string[] names =
        [
            .. Enum.GetValues<LocalReason>().Select(LocalReasons.Name),
            .. ReasonInSource().Matches(source).Select(match => match.Groups[1].Value),
            .. Enum.GetValues<RefusalReason>().Where(reason => reason != RefusalReason.Unspecified).Select(Kebab),
            .. Enum.GetValues<DirectObstacle>().Select(Kebab),
        ];
        var described = Reason().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.That(described, Is.EquivalentTo(names));
        Assert.That(Cure().Count(page), Is.EqualTo(described.Count));

        static string Kebab<T>(T value)
            where T : struct, Enum
            => Capital().Replace($"{value}", match => (match.Index > 0 ? "-" : "") + match.Value.ToLowerInvariant());
    }

    /// <summary>The folders and files of the product that documents name, with or without ".cs".</summary>
    [TestCase("ARCHITECTURE.md")]
    [TestCase("SECURITY.md")]
    public void Every_place_in_the_source_exists(string document)
    {
        var places = SourcePlace().Matches(File.ReadAllText(Path.Combine(s_project, document)))
            .Select(match => match.Groups[1].Value.TrimEnd('/')).Distinct().ToList();
        Assert.That(places, Is.Not.Empty);
        Assert.That(
            places.Where(place => !((string[])["", ".cs"]).Any(suffix => Path.Exists($"{s_project}/{place}{suffix}"))),
            Is.Empty);
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(s_project, "man", name));

    /// <summary>An entry of a list: its first line, and the rest in plain words.</summary>
    private static (string Heading, string Text) Item(string page, string heading)
    {
        var match = Regex.Match(
            page, $@"^\.It ({heading}(?: .*)?)\n((?:.*\n)*?)(?=\.It |\.El|\.Bl)", RegexOptions.Multiline);
        Assert.That(match.Success, heading);
        var words = Macro().Replace(match.Groups[2].Value, "").Replace("\\(dq", "\"");
        return (match.Groups[1].Value, Blanks().Replace(words, " ").Replace(" ,", ",").Replace(" .", ".")
            .Replace(" ;", ";").Replace(" :", ":") + " ");
    }

    private static IEnumerable<string> Options(string command)
        => OptionsOf(command).Select(option => option.Name).Distinct();

    private static IEnumerable<System.CommandLine.Option> OptionsOf(string command)
    {
        var root = new HumanFace(TextWriter.Null, TextWriter.Null, _ => null, () => []).Commands();
        var shown = command.Length == 0
            ? (System.CommandLine.Command)root
            : root.Subcommands.Single(sub => sub.Name == command);
        return shown.Options.Concat(shown.Name == "hosts" ? shown.Subcommands.SelectMany(sub => sub.Options) : [])
            .Concat(root.Options.Where(option => option.Recursive));
    }

    private static IEnumerable<string> Choices(string description)
        => ((string[])[ChoiceText.LogLevels.Words, ChoiceText.LogFormats.Words, ChoiceText.Isolations.Words])
            .Where(description.Contains)
            .SelectMany(choices => choices.Replace(" or ", ", ").Split(", "));

    [GeneratedRegex(@"`((?:Client|CommandLine|Compiler|Configuration|Diagnostics|Platform|Protocol|Server)/[\w./]*)`")]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@"\(default: ([^)]+)\)")]
    private static partial Regex HelpDefault();

    [GeneratedRegex(@"^\.[A-Z][a-z](?: |$)", RegexOptions.Multiline)]
    private static partial Regex Macro();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^\.It Fl - Ns Cm ([a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex PageOption();

    [GeneratedRegex(@"^\.It (\d{3})\n(.*)$", RegexOptions.Multiline)]
    private static partial Regex ExitCode();

    [GeneratedRegex(@"^\.It Ic ([a-z_]+)$", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"^\.It Ic ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Reason();

    [GeneratedRegex(@"^\.Em Cure :\n\S", RegexOptions.Multiline)]
    private static partial Regex Cure();

    [GeneratedRegex(@"\(\s*""([a-z]+(?:-[a-z]+)*)"",")]
    private static partial Regex ReasonInSource();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"^# ([a-z_]+ = .*)$", RegexOptions.Multiline)]
    private static partial Regex SampleKey();
}
