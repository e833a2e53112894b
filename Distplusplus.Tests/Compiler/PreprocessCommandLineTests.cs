using Distplusplus.Compiler;

namespace Distplusplus.Tests.Compiler;

internal sealed class PreprocessCommandLineTests
{
    private static readonly string[] s_dependencies =
    [
        "-MD", "-MMD", "-MD -MF out/deps", "-MMD -MP -MT x -MQ y$z", "-Wp,-MMD,out/.a.o.d", "-Wp,-MD,out/x.d",
        "-MD -S", "-MD -MTx -MFout/y.d",
    ];

    [Test]
    public void The_preprocessor_writes_the_dependency_file_of_the_plain_compile(
        [Values("gcc", "g++", "clang", "clang++")] string compiler,
        [ValueSource(nameof(s_dependencies))] string options,
        [Values("", "-o out/a.b.o")] string output,
        [Values(TextForm.Directives, TextForm.Expanded)] TextForm form)
    {
        using var scratch = new ScratchDirectory();
        Directory.CreateDirectory($"{scratch.Path}/out");
        var source = compiler.EndsWith("++", StringComparison.Ordinal) ? "src/a.b.cc" : "src/a.b.c";
        scratch.Write(source, "#include \"h.h\"\n#include <stdio.h>\nint f(void) { return puts(\"\"); }\n");
        scratch.Write("src/h.h", "#pragma once\n#include <stddef.h>\n");
        List<string> arguments = ["-c", .. options.Split(' '), .. CommandLineTable.Split(output), source];
        if (options.Contains("-S", StringComparison.Ordinal))
        {
            arguments.Remove("-c");
        }

        var command = JobOf.Command([compiler, .. arguments]);
        var file = $"{scratch.Path}/{command.Dependencies!.File}";
        Assert.That(RealCompiler.Run(compiler, arguments, scratch.Path).ExitCode, Is.Zero);
        var plain = File.ReadAllText(file);
        File.Delete(file);
        var before = scratch.Files();
        var result = RealCompiler.Run(compiler, PreprocessCommandLine.Build(command, form), scratch.Path);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(File.ReadAllText(file), Is.EqualTo(plain));
        Assert.That(scratch.Files().Except(before), Is.EqualTo((string[])[command.Dependencies.File]));
    }

    [Test]
    public void What_is_preprocessed_already_needs_no_preprocessor()
    {
        Assert.That(PreprocessCommandLine.IsNeeded(JobOf.Command(["gcc", "-c", "a.i"])), Is.False);
        Assert.That(PreprocessCommandLine.IsNeeded(JobOf.Command(["gcc", "-c", "a.s"])), Is.False);
        Assert.That(PreprocessCommandLine.IsNeeded(JobOf.Command(["gcc", "-c", "a.S"])));
    }
}
