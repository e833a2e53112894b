using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Hosting;

internal sealed class OptionGateTests
{
    private static IEnumerable<TestCaseData> Hostile()
        => CommandLineTable.Rows("hostile.txt")
            .Select(row => new TestCaseData(row.Left, row.Right).SetName($"{row.Line}: {row.Text}"));

    private static IEnumerable<TestCaseData> Honest()
        => CommandLineTable.Rows("command-lines.txt")
            .Where(row => row.Right[0] == "remote")
            .Select(row => new TestCaseData(row.Left).SetName($"{row.Line}: {row.Text}"));

    [TestCaseSource(nameof(Hostile))]
    public void A_hostile_offer_is_refused_with_its_culprit(List<string> left, List<string> right)
    {
        var refusal = OptionGate.Judge(HostileJob(left));
        Assert.That(refusal, Is.Not.Null);
        var reason = refusal!.Reason switch
        {
            RefusalReason.OptionNotAllowed => "option",
            RefusalReason.PathNotAllowed => "path",
            _ => refusal.Reason.ToString(),
        };
        Assert.That($"{reason} {refusal.Culprit}", Is.EqualTo(string.Join(' ', right)));
        Assert.That(refusal.Sentence, Is.Not.Empty);
        Assert.That(ValueShape.HasControlBytes(refusal.Sentence.Replace("\x7f", "")), Is.False);
    }

    [TestCaseSource(nameof(Honest))]
    public void What_the_classifier_sends_passes_the_gate_every_way(List<string> left)
    {
        var command = JobOf.Command(left);
        foreach (var mode in (SendMode[])[SendMode.Direct, SendMode.DirectAtRoot])
        {
            var isFit = mode == SendMode.DirectAtRoot || DirectMode.NeedsRoot(command) is null;
            Assert.That(
                OptionGate.Judge(JobOf.Mode(command, mode, "/home/me/proj"))?.Reason,
                isFit ? Is.Null : Is.EqualTo(RefusalReason.ModeUnsupported),
                $"{mode}");
        }
    }

    [TestCase(64, null)]
    [TestCase(65, "-ffile-prefix-map=/a164=/b164")]
    [TestCase(30_000, "-ffile-prefix-map=/a164=/b164")]
    public void No_more_than_64_prefix_maps_are_compared(int count, string? needsRoot)
    {
        var maps = Enumerable.Range(100, count).Select(i => $"-ffile-prefix-map=/a{i}=/b{i}");
        Assert.That(DirectMode.NeedsRoot(JobOf.Command(["gcc", .. maps, "-c", "a.c"])), Is.EqualTo(needsRoot));
    }

    [TestCase("x86_64-linux-gnu", true)]
    [TestCase("i686-linux-gnu", true)]
    [TestCase("aarch64-linux-gnu", false)]
    [TestCase("", false)]
    public void Native_is_let_in_with_gcc_s_words_for_it_and_a_gcc_for_x86(string target, bool passes)
    {
        var job = HostileJob(["gcc", "NATIVE=-march=skylake", "==", "-march=native", "-mtune=native"]);
        Assert.That(
            OptionGate.Judge(job with { CompilerTarget = target }), passes ? Is.Null : Is.EqualTo(new GateRefusal(
                RefusalReason.OptionNotAllowed, "-march=native",
                "-march=native refers to the processor of this machine")));
        Assert.That(OptionGate.Judge(job with { Native = null }), Is.Not.Null);
    }

    [TestCase("gcc", "aarch64-linux-gnu", "the offer says what native is to gcc for x86, and names another compiler")]
    [TestCase("clang", "x86_64-linux-gnu", "the offer says what native is to gcc for x86, and names another compiler")]
    [TestCase("gcc", "x86_64-linux-gnu", "the offer says what native is, and none of its options asks for that")]
    public void Words_for_native_that_nothing_asks_for_are_malformed(string compiler, string target, string sentence)
        => Assert.That(
            OptionGate.Judge(
                HostileJob([compiler, "NATIVE=-march=skylake", "==", "-O2"]) with { CompilerTarget = target }),
            Is.EqualTo(new GateRefusal(RefusalReason.MalformedOffer, "native", sentence)));

    [Test]
    public void What_leaves_the_root_in_the_object_is_refused_the_direct_way()
    {
        var refusal = OptionGate.Judge(HostileJob(["gcc", "-flto"]))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.ModeUnsupported));
        Assert.That(
            refusal.Sentence,
            Is.EqualTo(
                "with -flto this host's directory would stay in the object; ask for a tree at /"));
        Assert.That(OptionGate.Judge(HostileJob(["gcc", "-flto", "-fno-lto"])), Is.Null);
        Assert.That(OptionGate.Judge(HostileJob(["clang", "-flto"])), Is.Null);
        Assert.That(OptionGate.Judge(HostileJob(["clang", "SOURCE=/s/a.c", "==", "-flto=thin"])), Is.Not.Null);
    }

    [Test]
    public void The_hostile_table_has_many_rows()
        => Assert.That(CommandLineTable.Rows("hostile.txt").Count(), Is.GreaterThanOrEqualTo(60));

    [Test]
    public void A_refusal_says_what_is_wrong_in_a_sentence()
    {
        Assert.That(
            OptionGate.Judge(HostileJob(["gcc", "-wrapper", "/bin/sh"]))!.Sentence,
            Is.EqualTo("-wrapper /bin/sh runs a program"));
        Assert.That(
            OptionGate.Judge(HostileJob(["gcc", "-I../../../../etc"]))!.Sentence,
            Is.EqualTo("the path ../../../../etc leads out of the job's own tree"));
        Assert.That(
            OptionGate.Judge(HostileJob(["gcc", "--no-such"]))!.Sentence,
            Is.EqualTo("the option --no-such is not in the table of options"));
    }

    private static HostJob HostileJob(List<string> words)
    {
        var fields = words.IndexOf("==");
        var job = new HostJob(
            CommandLineTable.Driver(words[0]).Family, Language.C, Stage.Object, SendMode.Direct,
            words[(Math.Max(fields, 0) + 1)..], "/home/me/proj", "src/a.c", "a.o", null, [],
            [new OutputFile(OutputKind.Main, "a.o")]);
        foreach (var field in words.Take(Math.Max(fields, 0)).Skip(1))
        {
            var value = field[(field.IndexOf('=') + 1)..];
            job = field[..field.IndexOf('=')] switch
            {
                "SOURCE" => job with { Source = value },
                "OUTPUT" => job with { Output = value },
                "DIRECTORY" => job with { WorkingDirectory = value },
                "SYSTEM" => job with { SystemDirectories = [value] },
                "WRITES" => job with { Outputs = [.. job.Outputs, new OutputFile(OutputKind.SplitDwarf, value)] },
                "DEPENDENCIES" => job with { Dependencies = new(value, false, false, []) },
                "TARGET" => job with
                {
                    Dependencies = new(
                        "a.d", false, false, [DependencyRequest.Target(value, quoted: false)]),
                },
                "NATIVE" => job with
                {
                    Native = new NativeTargetFlags([value], ["-mtune=skylake"]), CompilerTarget = "x86_64-linux-gnu",
                },
                _ => throw new ArgumentException(field),
            };
        }

        return job;
    }

    [TestCase("gcc version 7.5.0 (Debian 7.5.0-1)", false)]
    [TestCase("gcc version 8.3.0 (Debian 8.3.0-6)", true)]
    public void A_compiler_without_maps_of_names_needs_a_tree_at_root(string version, bool passes)
    {
        var job = JobOf.Mode(JobOf.Command(["gcc", "-c", "a.c"]), SendMode.Direct, "/home/me/proj") with
        {
            CompilerVersion = version,
        };
        Assert.That(OptionGate.Judge(job)?.Reason,
            Is.EqualTo(passes ? (RefusalReason?)null : RefusalReason.ModeUnsupported));
        Assert.That(OptionGate.Judge(job with { Mode = SendMode.DirectAtRoot }), Is.Null);
    }

    [TestCase("gcc version 11.3.0 (Debian 11.3.0-12)", false)]
    [TestCase("gcc version 12.2.0 (Debian 12.2.0-14)", true)]
    [TestCase("", true)]
    public void Split_debug_information_of_an_old_gcc_names_headers_past_every_map(string version, bool passes)
    {
        var job = JobOf.Mode(
            JobOf.Command(["gcc", "-g", "-gsplit-dwarf", "-c", "a.c"]), SendMode.Direct, "/home/me/proj");
        Assert.That(OptionGate.Judge(job with { CompilerVersion = version })?.Reason,
            Is.EqualTo(passes ? (RefusalReason?)null : RefusalReason.ModeUnsupported));
    }
}
