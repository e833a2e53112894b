using Distplusplus.Compiler;

namespace Distplusplus.Tests.Compiler;

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
        var options = OfferedOptions.ForDirect(((Classification.Remote)classification).Command);
        Assert.That(options, Has.None.Contain("native"));

        RealCompiler.Run("gcc", ["-O3", native, "-c", "a.c", "-o", "native.o"], scratch.Path);
        var hosted = RealCompiler.Run("gcc", [.. options, "-c", "a.c", "-o", "told.o"], scratch.Path);
        Assert.That(hosted.ExitCode, Is.Zero, hosted.Error);
        Assert.That(
            File.ReadAllBytes($"{scratch.Path}/told.o"), Is.EqualTo(File.ReadAllBytes($"{scratch.Path}/native.o")));
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
