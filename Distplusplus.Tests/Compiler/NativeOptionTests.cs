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

    [Test]
    public void An_answer_that_says_nothing_explicit_resolves_nothing()
    {
        Assert.That(NativeOption.Parse(""), Is.Null);
        Assert.That(NativeOption.Parse(" /usr/lib/cc1 -E -march=native\n"), Is.Null);
    }
}
