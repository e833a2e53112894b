using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Compiler;

/// <summary>
/// Offers put together at random from everything the table knows and everything an attacker would write: whatever the
/// gate lets pass, the command line built from it names nothing outside ROOT.
/// </summary>
internal sealed class OptionGateFuzzTests
{
    private const string Root = "/ROOT";

    private static readonly OptionEntry[] s_entries =
    [
        .. LongOptions.Entries, .. FeatureOptions.Entries, .. MachineOptions.Entries, .. WarningOptions.Entries,
        .. DebugOptions.Entries, .. PlainOptions.Entries,
    ];

    private static readonly string[] s_names =
    [
        .. s_entries.Select(entry => entry.Name),
        .. CommandLineTable.Rows("hostile.txt").SelectMany(row => row.Left).Where(word => word.StartsWith('-')),
    ];

    private static readonly string[] s_values =
    [
        "/canary", "canary.so", "../../../../../../canary", "src/../../../../../canary", "@/canary", "@canary", "x",
        "1", "", ".", "..", "/", "-load", "-plugin", "-wrapper", "-o", "/canary,x", "x,/canary", "=/canary", ":/canary",
        "$SYSROOT/canary", "sarif:file=/canary", "a=/canary", "-I/canary", "c", "\u0001", "\udc80", " ", "-Xclang",
        "-mllvm",
        "--canary=/x", "--driver-mode=cl", "-clang:-fplugin=./p", "@x", "-cc1", "-fplugin=./p",
    ];

    private static readonly string[] s_joints = ["", "=", ",", ":", " ", "+", "-"];

    // The longest first, as a compiler reads them.
    private static readonly OptionEntry[] s_pathNames =
        [.. s_entries.Where(entry => entry.NamesPath).OrderByDescending(entry => entry.Name.Length)];

    // What follows these is text or a name that is only written down; no file is opened by it.
    private static readonly string[] s_onlyWords =
    [
        .. s_entries.Where(entry => entry.Value is ValueMeaning.Text or ValueMeaning.PrefixMap)
            .Select(entry => entry.Name),
        "-fdebug-compilation-dir", "-coverage-data-file=", "-MT", "-MQ", "--param",
    ];

    // These take no next word, even when nothing follows them in their own.
    private static readonly HashSet<string> s_joined =
        [.. s_entries.Where(entry => entry.Style == ValueStyle.Joined).Select(entry => entry.Name)];

    // What a host says by itself.
    private static readonly HashSet<string> s_ours =
    [
        "-ffile-prefix-map=", "-fdebug-prefix-map=", "-fmacro-prefix-map=", "-fno-file-reproducible", "-include",
        "-nostdinc", "-isystem", "-Xclang", "-fdebug-compilation-dir", "-MD", "-MMD", "-MF", "-MT", "-MQ", "-MP", "-x",
        "-c", "-S", "-o", "-fpreprocessed", "-fdirectives-only",
    ];

    [Test]
    public void What_passes_names_nothing_outside_the_tree()
    {
        var (random, count) = Fuzzing.Of(60_000);
        var passed = 0;
        var breaches = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var job = Job(random);
            if (OptionGate.Judge(job) is { } refusal)
            {
                Assert.That(refusal.Sentence, Is.Not.Empty);
                continue;
            }

            passed++;
            var arguments = HostCommandLine.Build(job, Root);
            if (Breach(arguments) is { } breach)
            {
                breaches.TryAdd(breach, $"{string.Join(' ', job.Options)} became {string.Join(' ', arguments)}");
            }
        }

        Assert.That(string.Join('\n', breaches.Take(40)), Is.Empty);
        TestContext.Out.WriteLine($"{passed} passed the gate");
        Assert.That(passed, Is.GreaterThan(count / 50), "the rule was hardly tried");
    }

    [Test]
    public void What_passes_is_read_by_a_compiler_as_it_was_judged()
    {
        var (random, count) = Fuzzing.Of(60_000);
        var passed = new Dictionary<CompilerFamily, int>();
        for (var i = 0; i < count; i++)
        {
            var job = Job(random);
            if (OptionGate.Judge(job) is not null)
            {
                continue;
            }

            passed[job.Family] = passed.GetValueOrDefault(job.Family) + 1;
            var line = HostCommandLine.Build(job, Root);
            Assert.That(
                Misread(job, line), Is.Null, $"{string.Join(' ', job.Options)} became {string.Join(' ', line)}");
        }

        TestContext.Out.WriteLine(string.Join(", ", passed.Select(family => $"{family.Key} {family.Value}")));
        Assert.That(passed.Values, Has.All.GreaterThan(count / 200));
    }

    private static string? Misread(HostJob job, IReadOnlyList<string> line)
    {
        // clang looks for its mode and its parts in every word, whatever stands before it.
        if (line.FirstOrDefault(word => word.StartsWith('@')
            || word.StartsWith("--driver-mode", StringComparison.Ordinal)) is { } scanned)
        {
            return scanned;
        }

        // It looks for this one in the first.
        if (line[0].StartsWith("-cc1", StringComparison.Ordinal))
        {
            return line[0];
        }

        var judged = HostCommandLine.OptionsOf(job).Select(option => (option.Entry.Name, option.Value)).ToHashSet();
        var inputs = 0;
        foreach (var word in CommandLineReader.Read(line, job.Family))
        {
            switch (word)
            {
                case CommandLineWord.Input { Name: var name } when name == JobPath.Below(Root, job.Source):
                    inputs++;
                    break;
                case CommandLineWord.Option { Parsed: var option }:
                    var value = option.Value;
                    if (value.StartsWith('@') || (value.StartsWith('-') && option.Entry.TakesNext
                        && !option.Entry.SaysOptions))
                    {
                        return $"{option.Entry.Name} {value}";
                    }

                    if (!s_ours.Contains(option.Entry.Name) && !judged.Contains((option.Entry.Name, value))
                        && !judged.Contains((option.Entry.Name, WithoutRoot(value))))
                    {
                        return $"nobody judged {option.Entry.Name} {value}";
                    }

                    break;
                default:
                    return word.ToString();
            }
        }

        return inputs == 1 ? null : $"{inputs} inputs";

        static string WithoutRoot(string value)
            => value.StartsWith(Root, StringComparison.Ordinal) ? value[Root.Length..] : value;
    }

    // Reads the line as a compiler does: an option that takes a name takes the next word, whatever it looks like.
    private static string? Breach(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument.StartsWith('@') || ValueShape.HasControlBytes(argument))
            {
                return argument;
            }

            if (argument is "-internal-isystem" or "-internal-externc-isystem")
            {
                i += 2;
                if (LeadsOut(arguments[i], ValueMeaning.InputDirectory))
                {
                    return $"{argument} {arguments[i]}";
                }

                continue;
            }

            if (argument is "-Xassembler" or "-Xlinker")
            {
                // Nothing is linked.
                i++;
                if (argument == "-Xassembler" && arguments[i].Contains("/canary", StringComparison.Ordinal))
                {
                    return $"{argument} {arguments[i]}";
                }

                continue;
            }

            var named = s_pathNames.FirstOrDefault(entry => argument.StartsWith(entry.Name, StringComparison.Ordinal));
            var joined = named.Name is { } name ? argument[name.Length..] : "";
            if (argument is "-o" or "-MF" || (named.Name is not null && joined.Length == 0 && !argument.EndsWith('=')))
            {
                i++;
                if (i < arguments.Count && LeadsOut(arguments[i], named.Value))
                {
                    return $"{argument} {arguments[i]}";
                }
            }
            else if (s_onlyWords.Contains(argument) && !s_joined.Contains(argument) && !argument.EndsWith('='))
            {
                i++;
            }
            else if (joined.Length > 0)
            {
                if (LeadsOut(joined, named.Value))
                {
                    return argument;
                }
            }
            else if (i == arguments.Count - 1)
            {
                return LeadsOut(argument, ValueMeaning.InputFile) ? argument : null;
            }
            else if (argument.Contains("/canary", StringComparison.Ordinal)
                && !argument.StartsWith($"{Root}/", StringComparison.Ordinal)
                && !s_onlyWords.Any(word => argument.StartsWith(word, StringComparison.Ordinal)))
            {
                return argument;
            }
        }

        return null;
    }

    private static bool LeadsOut(string path, ValueMeaning meaning)
        => path.StartsWith($"{Root}/", StringComparison.Ordinal) ? JobPath.Escapes("/", path[Root.Length..])
            : path.StartsWith('/') || JobPath.Escapes("/home/me", path)
                || (meaning == ValueMeaning.InputDirectory
                    && (path.StartsWith('=') || path.StartsWith("$SYSROOT", StringComparison.Ordinal)));

    internal static HostJob Job(Random random)
    {
        var options = new List<string>();
        for (var words = random.Next(1, 5); words > 0; words--)
        {
            var name = random.Of(s_names);
            switch (random.Next(5))
            {
                case 0:
                    options.Add(name);
                    break;
                case 1:
                    options.AddRange([name, random.Of(s_values)]);
                    break;
                case 2:
                    options.Add(random.Of(s_values));
                    break;
                case 3:
                    options.AddRange([random.Of((string[])["-Xclang", "-mllvm", "-Xassembler", "--param"]), name]);
                    break;
                default:
                    options.Add(name + random.Of(s_joints) + random.Of(s_values));
                    break;
            }
        }

        var hasDependencies = random.Next(8) == 0;
        return new HostJob(
            random.Of((CompilerFamily[])[CompilerFamily.Gcc, CompilerFamily.Clang]),
            random.Of(Enum.GetValues<Language>()),
            random.Of((Stage[])[Stage.Object, Stage.Assembly]),
            SendMode.Direct,
            options,
            random.Next(20) == 0 ? random.Of(s_values) : "/home/me",
            random.Next(20) == 0 ? random.Of(s_values) : "src/a.c",
            random.Next(20) == 0 ? random.Of(s_values) : "a.o",
            hasDependencies ? new DependencyRequest(random.Of(s_values), true, true, []) : null,
            random.Next(4) == 0 ? [random.Of(s_values)] : [],
            [new OutputFile(OutputKind.Main, "a.o")]);
    }
}
