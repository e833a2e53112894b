using System.Collections.Immutable;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>
/// Determines the fingerprint of a compiler by querying it. The digest covers family, version text, target, default
/// options and, for gcc, the assembler, for clang, the results of math functions (<see cref="MathSample"/>); not names
/// and paths, so that gcc and g++ of one installation are one compiler. PROTOCOL.md has the recipe.
/// </summary>
internal static class CompilerInspector
{
    private static readonly (Language Language, string Proper)[] s_languages =
    [
        (Language.C, "cc1"), (Language.Cxx, "cc1plus"), (Language.ObjectiveC, "cc1obj"),
        (Language.ObjectiveCxx, "cc1objplus"),
    ];

    /// <summary>Null: this is neither gcc nor clang, or it cannot be run.</summary>
    /// <param name="path">The compiler's file.</param>
    /// <param name="runProbe">
    /// Runs it with arguments (without argv[0]) in the C locale, with that text on standard input.
    /// </param>
    /// <param name="forTarget">What clang is to be told to compile for; null: what it compiles for by itself.</param>
    public static Fingerprint? Inspect(
        string path, Func<string, IReadOnlyList<string>, string, ProbeResult> runProbe, string? forTarget = null)
    {
        string[] asTold = forTarget is null ? [] : [ForeignTarget.Option(forTarget)];
        var answer = runProbe(
            path,
            [.. asTold, "-###", "-c", "-x", "c", "/dev/null", "-x", "c++", "/dev/null",
                "-x", "objective-c", "/dev/null", "-x", "objective-c++", "/dev/null"],
            "");
        var lines = answer.Error.Split('\n');
        var target = ValueAfter(lines, "Target: ");
        if (target is null)
        {
            return null;
        }

        if (Array.Find(lines, line => line.StartsWith("gcc version ", StringComparison.Ordinal)) is { } gcc)
        {
            var assembler = runProbe(
                path, ["-Wa,--version", "-c", "-x", "assembler", "/dev/null", "-o", "/dev/null"], "").Output;
            return OfGcc(lines, gcc.TrimEnd(), target, FirstLine(assembler));
        }

        return Array.Find(lines, line => line.Contains("clang version ", StringComparison.Ordinal)) is { } clang
            ? OfClang(lines, clang.TrimEnd(), target, runProbe(path, MathSample.Arguments(asTold), MathSample.Source))
            : null;
    }

    private static Fingerprint OfGcc(string[] lines, string version, string target, string assembler)
    {
        var commands = lines.Where(line => line.StartsWith(' ')).Select(CompilerDefaults.Split).ToList();
        var languages = ImmutableArray.CreateBuilder<Language>();
        var facts = new List<string> { "gcc", version, target, assembler };
        facts.AddRange(CompilerDefaults.OfConfiguration(ValueAfter(lines, "Configured with: ") ?? ""));
        foreach (var (language, proper) in s_languages)
        {
            // Found: with its directory. Not found: the bare name.
            if (commands.Find(words => words[0].EndsWith('/' + proper)) is { } command)
            {
                languages.Add(language);
                if (language is Language.C or Language.Cxx)
                {
                    facts.Add(string.Join(' ', CompilerDefaults.OfCommand(command)));
                }
            }
        }

        return Make(CompilerFamily.Gcc, version, target, facts, languages) with
        {
            Assembler = commands.Find(words => words[0] == "as" || words[0].EndsWith("/as"))?[0] ?? string.Empty,
        };
    }

    private static Fingerprint OfClang(string[] lines, string version, string target, ProbeResult sample)
    {
        var facts = new List<string> { "clang", version, target };
        var commands = lines.Where(line => line.StartsWith(" \"", StringComparison.Ordinal)).ToList();
        foreach (var command in commands.Take(2))
        {
            facts.Add(string.Join(' ', CompilerDefaults.OfCommand(CompilerDefaults.Split(command))));
        }

        facts.Add(DigestOf(sample.Output));

        var languages = ImmutableArray.CreateBuilder<Language>();
        languages.AddRange(s_languages.Select(known => known.Language));
        return Make(CompilerFamily.Clang, version, target, facts, languages) with
        {
            CompilesAlone = sample.ExitCode == 0
                && commands.TrueForAll(command => command.Contains("\"-cc1\"", StringComparison.Ordinal)),
        };
    }

    private static Fingerprint Make(
        CompilerFamily family,
        string version,
        string target,
        List<string> facts,
        ImmutableArray<Language>.Builder languages)
    {
        if (languages.Contains(Language.C))
        {
            languages.AddRange(Language.Assembler, Language.AssemblerWithCpp, Language.PreprocessedC);
        }

        if (languages.Contains(Language.Cxx))
        {
            languages.Add(Language.PreprocessedCxx);
        }

        var text = string.Join('\n', facts);
        return new Fingerprint(family, version, target, DigestOf(text), languages.ToImmutable()) { Facts = text };
    }

    private static string DigestOf(string text)
        => Convert.ToHexStringLower(Sha256.Of(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string? ValueAfter(string[] lines, string key)
        => Array.Find(lines, line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].TrimEnd();

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();
}
