using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Compiler;

internal sealed class CommandLineTests
{
    private static IEnumerable<TestCaseData> Rows()
        => CommandLineTable.Rows("command-lines.txt")
            .Select(row => new TestCaseData(row.Left, row.Right).SetName($"{row.Line}: {row.Text}"));

    [TestCaseSource(nameof(Rows))]
    public void A_command_line_is_read_as_the_table_says(List<string> left, List<string> right)
        => Assert.That(Tell(Classify(left, out _)), Is.EqualTo(string.Join(' ', right)));

    [TestCaseSource(nameof(Rows))]
    public void The_real_compiler_writes_the_files_that_are_expected(List<string> left, List<string> right)
    {
        if (Classify(left, out var arguments) is not Classification.Remote { Command: var command })
        {
            return;
        }

        var compiler = left.First(word => !word.Contains('='));
        Assume.That(RealCompiler.IsInstalled(compiler), $"{compiler} is not installed");
        using var scratch = new ScratchDirectory();
        foreach (var directory in (string[])["src", "out"])
        {
            Directory.CreateDirectory($"{scratch.Path}/{directory}");
        }

        scratch.Write("src/h.h", "");
        var assembly = command.Language is Distplusplus.Protocol.Language.Assembler
            or Distplusplus.Protocol.Language.AssemblerWithCpp;
        scratch.Write(command.Source, assembly ? ".globl f\nf:\n" : "int f(int a) { return a + 1; }\n");
        var before = scratch.Files();
        var result = RealCompiler.Run(compiler, arguments, scratch.Path);
        Assume.That(result.ExitCode, Is.Zero, result.Error);

        var written = scratch.Files();
        written.ExceptWith(before);
        var expected = command.Outputs.Select(output => Path.GetRelativePath("/r", Path.Combine("/r", output.Path)));
        Assert.That(written, Is.EquivalentTo(expected), result.Error);
    }

    [Test]
    public void The_table_has_many_rows()
        => Assert.That(CommandLineTable.Rows("command-lines.txt").Count(), Is.GreaterThanOrEqualTo(200));

    [Test]
    public void Probes_leave_when_a_setting_says_so()
    {
        var context =
            new ClassifierContext { ReadFile = _ => null, Environment = _ => null, DistributeProbes = () => true };
        Assert.That(
            ArgumentClassifier.Classify(CommandLineTable.Driver("gcc"), ["-c", "conftest.c"], context),
            Is.InstanceOf<Classification.Remote>());
    }

    [Test]
    public void A_native_processor_that_is_known_is_said_explicitly()
    {
        var context = new ClassifierContext
        {
            ReadFile = _ => null,
            Environment = _ => null,
            ResolveNative = option => option == "-march=native" ? ["-march=skylake", "-mno-sgx"] : null,
        };
        var remote = (Classification.Remote)ArgumentClassifier.Classify(
            CommandLineTable.Driver("gcc"), ["-O2", "-march=native", "-c", "a.c"], context);
        Assert.That(
            OfferedOptions.Of(remote.Command, [], []), Is.EqualTo((string[])["-O2", "-march=skylake", "-mno-sgx"]));
    }

    [Test]
    public void A_directory_of_the_project_that_is_one_of_the_system_s_is_not_offered()
    {
        string[] words = ["-Iinc", "-I/usr/include/", "-isystem", "/usr/include", "-c", "a.c"];
        var remote = (Classification.Remote)ArgumentClassifier.Classify(
            CommandLineTable.Driver("gcc"), words,
            new ClassifierContext { ReadFile = _ => null, Environment = _ => null });
        Assert.That(
            OfferedOptions.Of(remote.Command, ["-I/opt/include", "-I/usr/include"], ["/usr/include"]),
            Is.EqualTo((string[])["-Iinc", "-isystem", "/usr/include", "-I/opt/include"]));
    }

    [TestCase("gcc -O2 -march=native -mtune=native -m32 -g -c a.c", true)]
    [TestCase("gcc -mcpu=native -c a.c", false)]
    [TestCase("clang -march=native -c a.c", false)]
    public void What_native_is_to_gcc_goes_beside_the_options(string line, bool beside)
    {
        IReadOnlyList<string>? asked = null;
        var answer = new NativeTargetFlags(["-march=skylake"], ["-mtune=skylake"]);
        var context = new ClassifierContext
        {
            ReadFile = _ => null,
            Environment = _ => null,
            ResolveNative = _ => ["-march=skylake"],
            FindProcessorWords = widths =>
            {
                asked = widths;
                return answer;
            },
        };
        string[] words = line.Split(' ');
        var remote = (Classification.Remote)ArgumentClassifier.Classify(
            CommandLineTable.Driver(words[0]), words[1..], context);
        Assert.That(remote.Command.Native, beside ? Is.SameAs(answer) : Is.Null);
        Assert.That(asked, beside ? Is.EqualTo((string[])["-m32"]) : Is.Null);
        Assert.That(
            OfferedOptions.Of(remote.Command, [], []),
            Is.EqualTo(beside ? words[1..^2] : (string[])["-march=skylake"]));
    }

    [Test]
    public void Control_bytes_keep_a_compile_here()
        => Assert.That(
            Tell(Classify(["gcc", "-DX=a\nb", "-c", "a.c"], out _)), Is.EqualTo("local control-bytes -DX=a\nb"));

    [Test]
    public void Every_reason_is_told_in_the_documents_and_tried_in_the_table()
    {
        var told = File.ReadLines(Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus", "DIFFERENCES.md"))
            .SkipWhile(line => !line.StartsWith("| reason |"))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1));
        var tried = CommandLineTable.Rows("command-lines.txt")
            .Where(row => row.Right[0] == "local")
            .Select(row => row.Right[1])
            .Append("control-bytes");
        var names = Enum.GetValues<LocalReason>().Select(LocalReasons.Name).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(told, Is.EquivalentTo(names));
            Assert.That(tried.Distinct(), Is.EquivalentTo(names));
        });
    }

    [Test]
    public void Every_reason_has_a_name_and_a_sentence()
    {
        foreach (var reason in Enum.GetValues<LocalReason>())
        {
            var name = string.Concat(
                reason.ToString().Select(
                    (c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : $"{c}"));
            Assert.That(LocalReasons.Name(reason), Is.EqualTo(name));
            Assert.That(LocalReasons.Sentence(reason, "IT"), Is.Not.Empty.And.Not.EndsWith("."));
        }
    }

    private static Classification Classify(List<string> words, out List<string> arguments)
    {
        var at = words.FindIndex(word => !word.Contains('='));
        var environment = words.Take(at).Select(
            word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        arguments = words[(at + 1)..];
        var context = new ClassifierContext { ReadFile = _ => null, Environment = environment.GetValueOrDefault };
        return ArgumentClassifier.Classify(CommandLineTable.Driver(words[at]), arguments, context);
    }

    private static string Tell(Classification classification) => classification switch
    {
        Classification.RunLocally local => $"local {LocalReasons.Name(local.Reason)} {local.Culprit}",
        Classification.Remote remote => "remote " + string.Join(
            ' ', remote.Command.Outputs.Select(output => $"{CommandLineTable.Mark(output.Kind)}={output.Path}")),
        _ => "",
    };
}
