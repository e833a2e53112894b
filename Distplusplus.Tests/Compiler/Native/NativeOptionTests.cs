using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Compiler.Native;

internal sealed class NativeOptionTests
{
    [TestCase("-march=native")]
    [TestCase("-mtune=native")]
    public void What_gcc_makes_of_native_gives_the_same_object_said_explicitly(string native)
    {
        using var scratch = new ScratchDirectory();
        scratch.Write("a.c", "int f(const int *a, int n) { int s = 0; while (n--) s += a[n] * a[n]; return s; }\n");
        var answer = RealCompiler.Run("gcc", NativeOption.Query(native), scratch.Path);
        Assume.That(answer.ExitCode, Is.Zero, answer.Error);
        var context = new ClassifierContext
        {
            ReadFile = _ => null,
            Environment = _ => null,
            ResolveNative = _ => NativeOption.Parse(answer.Error),
        };
        var classification = ArgumentClassifier.Classify(
            CommandLineTable.Driver("gcc"), ["-O3", native, "-c", "a.c"], context);
        var options = OfferedOptions.Of(((Classification.Remote)classification).Command, [], []);
        Assert.That(options, Has.None.Contain("native"));

        RealCompiler.Run("gcc", ["-O3", native, "-c", "a.c", "-o", "native.o"], scratch.Path);
        var hosted = RealCompiler.Run("gcc", [.. options, "-c", "a.c", "-o", "told.o"], scratch.Path);
        Assert.That(hosted.ExitCode, Is.Zero, hosted.Error);
        Assert.That(
            File.ReadAllBytes($"{scratch.Path}/told.o"), Is.EqualTo(File.ReadAllBytes($"{scratch.Path}/native.o")));
    }

    [TestCase("gcc", "a.c", "-march=native -g -O2")]
    [TestCase("g++", "a.cpp", "-O3 -mtune=native -g3")]
    [TestCase("gcc", "a.c", "-mno-avx -march=native -g -O3")]
    [TestCase("gcc", "a.c", "-march=native -march=x86-64 -O3")]
    [TestCase("gcc", "a.c", "-march=native -mtune=generic -g -flto -frandom-seed=1")]
    [TestCase("gcc", "a.c", "-mtune=native -march=native -m32 -g -O3")]
    public void With_gcc_s_own_words_for_native_another_gcc_is_told_what_it_would_have_found_out(
        string compiler, string source, string options)
    {
        using var scratch = new ScratchDirectory();
        scratch.Write(source, "int f(const int *a, int n) { int s = 0; while (n--) s += a[n] * a[n]; return s; }\n");
        string[] words = options.Split(' ');
        string[] widths = [.. words.Where(NativeOption.IsWidth)];
        var native = new NativeTargetFlags(
            [.. Told("-march=native", "-mtune=generic")], [.. Told("-march=x86-64", "-mtune=native")]);
        Assert.That(native.Stranger(), Is.Null);
        scratch.Write("native.specs", native.Specs());
        Compile("home.s", [.. words, "-S", "-fverbose-asm"]);
        Compile("home.o", [.. words, "-c"]);
        Compile("told.s", [.. words, "-S", "-fverbose-asm", "-specs=native.specs"]);
        Compile("told.o", [.. words, "-c", "-specs=native.specs"]);
        Assert.That(
            File.ReadAllText($"{scratch.Path}/told.s"), Is.EqualTo(File.ReadAllText($"{scratch.Path}/home.s")));
        Assert.That(
            File.ReadAllBytes($"{scratch.Path}/told.o"), Is.EqualTo(File.ReadAllBytes($"{scratch.Path}/home.o")));

        IReadOnlyList<string> Told(string march, string mtune)
        {
            var answer = RealCompiler.Run(compiler, NativeOption.Query([march, mtune, .. widths]), scratch.Path);
            Assume.That(
                NativeTargetFlags.IsFor(CompilerFamily.Gcc, NativeOption.TargetOfGcc(answer.Error)), answer.Error);
            return NativeOption.Words(answer.Error, ["-march=x86-64", "-mtune=generic", .. widths])!;
        }

        void Compile(string output, string[] arguments)
            => Assert.That(
                RealCompiler.Run(compiler, [.. arguments, source, "-o", output], scratch.Path).ExitCode, Is.Zero);
    }

    [TestCase("-march=native")]
    [TestCase("-mavx2 %{c:%:getenv(HOME x)}")]
    [TestCase("-mavx2\n*cc1:")]
    [TestCase("-m%{")]
    [TestCase("-m")]
    [TestCase("-march=")]
    [TestCase("-mfentry-name=x")]
    [TestCase("-fplugin=x.so")]
    [TestCase("-wrapper")]
    [TestCase("--param")]
    [TestCase("--param l1-cache-size=1")]
    [TestCase("l1-cache-size=1")]
    [TestCase("")]
    public void A_word_that_no_gcc_says_of_a_processor_goes_into_no_specs(string word)
    {
        var native = new NativeTargetFlags(["-march=znver3", word], ["-mtune=znver3"]);
        Assert.Multiple(() =>
        {
            Assert.That(native.Stranger(), Is.EqualTo(word));
            Assert.That(native.Specs, Throws.InvalidOperationException);
            Assert.That(
                new NativeTargetFlags(["-march=znver3"], ["--param", "l1-cache-size=48", "-mtune=znver3", word])
                    .Stranger(),
                Is.EqualTo(word));
            Assert.That(
                new NativeTargetFlags(["-march=znver3"], ["--param", "l1-cache-size=x"]).Stranger(),
                Is.EqualTo("--param"));
        });
    }

    [Test]
    public void The_specs_are_gcc_s_own_but_for_the_processor()
    {
        Assert.That(
            new NativeTargetFlags(
                ["-march=znver3", "-mavx2"], ["--param", "l1-cache-size=48", "-mtune=znver3"]).Specs(),
            Is.EqualTo("*cc1_cpu:\n%{march=native:%>march=native -march=znver3 -mavx2 "
                + "%{!mtune=*:%>mtune=native --param l1-cache-size=48 -mtune=znver3}} "
                + "%{mtune=native:%>mtune=native --param l1-cache-size=48 -mtune=znver3}\n\n"));
        var own = RealCompiler.Run("gcc", ["-dumpspecs"], "/").Output.Split('\n')
            .SkipWhile(line => line != "*cc1_cpu:").ToList();
        Assume.That(own, Is.Not.Empty);
        Assert.That(
            own[1]
                .Replace("%:local_cpu_detect(arch %{!m32:64;:32})  ", "A")
                .Replace("%:local_cpu_detect(tune %{!m32:64;:32})", "T"),
            Is.EqualTo("%{march=native:%>march=native A %{!mtune=*:%>mtune=native T}} "
                + "%{mtune=native:%>mtune=native T}"));
    }

    [TestCase("clang", "a.c", "-march=native")]
    [TestCase("clang", "a.c", "-mtune=native")]
    [TestCase("clang++", "a.cpp", "-march=native")]
    public void What_clang_makes_of_native_gives_the_same_object_said_explicitly(
        string compiler, string source, string native)
    {
        using var scratch = new ScratchDirectory();
        scratch.Write(source, "int f(const int *a, int n) { int s = 0; while (n--) s += a[n] * a[n]; return s; }\n");
        var answer = RealCompiler.Run(compiler, NativeOption.Query(native), scratch.Path);
        var options = NativeOption.ParseClang(native, answer.Error)!;
        Assert.That(options, Is.Not.Empty.And.None.Contain("native"));

        var retold = RealCompiler.Run(compiler, NativeOption.Query(options), scratch.Path);
        Assert.Multiple(() =>
        {
            Assert.That(NativeOption.Processors(retold.Error), Is.EqualTo(NativeOption.Processors(answer.Error)));
            Assert.That(
                RealCompiler.Run(compiler, NativeOption.Macros(options), scratch.Path).Output,
                Is.EqualTo(RealCompiler.Run(compiler, NativeOption.Macros(native), scratch.Path).Output));
        });
        RealCompiler.Run(compiler, ["-O3", "-g", native, "-c", source, "-o", "native.o"], scratch.Path);
        RealCompiler.Run(compiler, ["-O3", "-g", .. options, "-c", source, "-o", "told.o"], scratch.Path);
        Assert.That(
            File.ReadAllBytes($"{scratch.Path}/told.o"), Is.EqualTo(File.ReadAllBytes($"{scratch.Path}/native.o")));
    }

    [Test]
    public void An_answer_that_says_nothing_explicit_resolves_nothing()
    {
        Assert.That(NativeOption.Parse(""), Is.Null);
        Assert.That(NativeOption.Parse(" /usr/lib/cc1 -E -march=native\n"), Is.Null);
        Assert.That(NativeOption.ParseClang("-march=native", ""), Is.Null);
        Assert.That(NativeOption.ParseClang("-mtune=native", " \"clang\" \"-cc1\" \"-target-cpu\" \"x\"\n"), Is.Null);
    }
}
