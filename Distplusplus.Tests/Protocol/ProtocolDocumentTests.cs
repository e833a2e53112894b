using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Distplusplus.Compiler.Identity;
using Distplusplus.Server;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Protocol;

/// <summary>PROTOCOL.md tells of everything the .proto has.</summary>
internal sealed partial class ProtocolDocumentTests
{
    private static readonly string s_protocol = Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus", "Protocol");

    private static readonly string s_document = File.ReadAllText($"{s_protocol}/PROTOCOL.md");

    private static string Contract { get; } =
        Comment().Replace(File.ReadAllText($"{s_protocol}/distplusplus.proto"), "");

    private static IEnumerable<TestCaseData> Messages
        => Message().Matches(Contract).Select(message =>
            new TestCaseData(message.Groups["name"].Value, message.Groups["body"].Value)
                .SetArgDisplayNames(message.Groups["name"].Value));

    private static IEnumerable<TestCaseData> Enumerations
        => Enumeration().Matches(Contract).Select(type =>
            new TestCaseData(type.Groups["name"].Value, type.Groups["body"].Value)
                .SetArgDisplayNames(type.Groups["name"].Value));

    [TestCaseSource(nameof(Messages))]
    public void Every_message_is_told_field_by_field(string name, string body)
    {
        var section = Regex.Match(
            s_document, $@"^#{{3,4}} [^\n]*`{name}`[^\n]*\n(.*?)(?=^#{{2,4}} |\z)",
            RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        Assert.That(section, Is.Not.Empty, "the message has no section of its own");
        var told = Row().Matches(section).SelectMany(row => Name().Matches(row.Groups[1].Value))
            .Select(field => field.Groups[1].Value);
        Assert.That(told, Is.EqualTo(Field().Matches(body).Select(field => field.Groups["name"].Value)));
    }

    [TestCaseSource(nameof(Enumerations))]
    public void Every_value_is_told(string name, string body)
    {
        var prefix = Regex.Replace(name, "(?<=[a-z])(?=[A-Z])", "_").ToUpperInvariant() + "_";
        foreach (Match value in Value().Matches(body))
        {
            var words = value.Groups["name"].Value[prefix.Length..];
            if (words != "UNSPECIFIED")
            {
                Assert.That(s_document, Does.Match($@"`({prefix})?{words}`"), name);
            }
        }
    }

    [Test]
    public void Every_call_is_told()
    {
        foreach (Match call in Call().Matches(Contract))
        {
            Assert.That(s_document, Does.Contain($"`{call.Groups[1].Value}`"));
        }
    }

    [Test]
    public void The_test_vector_of_the_fingerprint_is_what_we_compute()
    {
        var facts = Facts().Match(s_document).Groups[1].Value;
        var recorded = File.ReadAllText(
            $"{NativeBinary.RepositoryRoot}/Distplusplus.Tests/Compiler/Identity/gcc-12.txt");
        var fingerprint = CompilerInspector.Inspect("gcc", (_, arguments, _) => arguments[0] == "-###"
            ? new ProbeResult(0, "", recorded)
            : new ProbeResult(0, "GNU assembler (GNU Binutils for Debian) 2.40\nCopyright (C) 2023\n", ""))!;
        Assert.That(fingerprint.Facts, Is.EqualTo(facts));
        Assert.That(
            fingerprint.Digest, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))));
        Assert.That(s_document, Does.Contain($"\nDigest: `{fingerprint.Digest}`\n"));
    }

    [Test]
    public void Every_fixed_limit_is_told()
    {
        var limits = new JobLimits();
        var table = s_document[s_document.IndexOf("These limits are fixed:", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n\nA client", StringComparison.Ordinal)];
        Assert.That(
            Number().Matches(table).Select(number => long.Parse(number.Value)),
            Is.SupersetOf((long[])
            [
                limits.Outputs, limits.Options, limits.OptionBytes, limits.SystemDirectories, limits.Environment,
                limits.EnvironmentBytes, limits.PathBytes, limits.ManifestBytes, limits.DirectoryBytes,
                limits.WalkedNames, limits.PrintedBytes, (long)limits.Silence.TotalSeconds,
                (long)limits.Receiving.TotalSeconds,
            ]));
    }

    [GeneratedRegex("^```facts\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Facts();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^message (?<name>\w+) \{(?:\}|(?<body>.*?)\n\})$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Message();

    [GeneratedRegex(@"^enum (?<name>\w+) \{(?<body>.*?)^\}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"^ +(?:repeated |optional )?[\w.]+ (?<name>\w+) = \d+;", RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex(@"^ +(?<name>[A-Z][A-Z0-9_]+) = \d+;", RegexOptions.Multiline)]
    private static partial Regex Value();

    [GeneratedRegex(@"^ +(rpc \w+\([^)]*\) returns \([^)]*\));", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"^\| (`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_0-9]+)`")]
    private static partial Regex Name();
}
