using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Identity;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class CompilerInspectorTests
{
    private int _probes;

    [Test]
    public void Gcc_and_gxx_are_one_compiler_found_with_two_probes()
    {
        var gcc = Inspect("gcc");
        Assert.That(_probes, Is.EqualTo(2));
        Assert.That(gcc.Family, Is.EqualTo(CompilerFamily.Gcc));
        Assert.That(gcc.Version, Does.StartWith("gcc version "));
        Assert.That(gcc.Target, Is.EqualTo(RealCompiler.Run("gcc", ["-dumpmachine"]).Output.Trim()));
        Assert.That(gcc.Digest, Does.Match("^[0-9a-f]{64}$"));
        Assert.That(gcc.Languages, Does.Contain(Language.C).And.Contain(Language.Cxx));
        Assert.That(Inspect("g++").Digest, Is.EqualTo(gcc.Digest));
    }

    [Test]
    public void Clang_and_clangxx_are_one_compiler_found_with_two_probes()
    {
        var clang = Inspect("clang");
        Assert.That(_probes, Is.EqualTo(2));
        Assert.That(clang.Family, Is.EqualTo(CompilerFamily.Clang));
        Assert.That(clang.Version, Does.Contain("clang version "));
        Assert.That(Inspect("clang++").Digest, Is.EqualTo(clang.Digest));
        Assert.That(Inspect("gcc").Digest, Is.Not.EqualTo(clang.Digest));
    }

    [Test]
    public void A_fingerprint_does_not_change_from_place_to_place()
    {
        using var scratch = new ScratchDirectory();
        foreach (var name in (string[])["gcc", "clang"])
        {
            var first = Inspect(name).Digest;
            var second = CompilerInspector.Inspect(
                name, (path, arguments, input) => RealCompiler.Run(path, arguments, scratch.Path, input))!.Digest;
            Assert.That(second, Is.EqualTo(first));
        }
    }

    [TestCase("gcc", "-std=c99")]
    [TestCase("gcc", "-O2")]
    [TestCase("gcc", "-m32")]
    [TestCase("clang", "-std=c99")]
    [TestCase("clang", "-O2")]
    [TestCase("gcc", "-march=haswell")]
    public void A_wrapper_that_adds_an_option_is_another_compiler(string compiler, string option)
    {
        using var scratch = new ScratchDirectory();
        var plain = Wrapper(scratch, "plain", $"exec {compiler} \"$@\"");
        var adds = Wrapper(scratch, "adds", $"exec {compiler} {option} \"$@\"");
        Assert.That(Inspect(plain).Digest, Is.EqualTo(Inspect(compiler).Digest));
        Assert.That(Inspect(adds).Digest, Is.Not.EqualTo(Inspect(compiler).Digest));
    }

    [Test]
    public void Another_assembler_is_another_compiler()
    {
        var digest = Inspect("gcc").Digest;
        var other = CompilerInspector.Inspect("gcc", (path, arguments, input) =>
        {
            var result = RealCompiler.Run(path, arguments, input: input);
            return arguments[0] == "-Wa,--version" ? result with { Output = "GNU assembler 2.99\n" } : result;
        });
        Assert.That(other!.Digest, Is.Not.EqualTo(digest));
    }

    [Test]
    public void What_is_no_compiler_has_no_fingerprint()
        => Assert.That(
            CompilerInspector.Inspect(
                "/bin/true", (path, arguments, input) => RealCompiler.Run(path, arguments, input: input)), Is.Null);

    [Test]
    public void A_clang_that_computes_otherwise_is_another_compiler()
    {
        var digest = Inspect("clang").Digest;
        var other = CompilerInspector.Inspect("clang", (path, arguments, input) =>
        {
            var result = RealCompiler.Run(path, arguments, input: input);
            return input.Length == 0 ? result : result with { Output = result.Output.Replace('7', '8') };
        });
        Assert.That(other!.Digest, Is.Not.EqualTo(digest));
    }

    [TestCase("aarch64-unknown-linux-gnu", true)]
    [TestCase("i686-pc-linux-gnu", true)]
    [TestCase("riscv64-unknown-linux-gnu", true)]
    [TestCase("x86_64-pc-windows-msvc", true)]
    [TestCase("no-such-thing", false)]
    public void A_clang_told_a_target_is_the_clang_whose_own_it_is(string target, bool compiles)
    {
        using var scratch = new ScratchDirectory();
        var native = Wrapper(scratch, "clang", $"exec clang --target={target} \"$@\"");
        var told = CompilerInspector.Inspect(
            "clang", (path, arguments, input) => RealCompiler.Run(path, arguments, input: input), target)!;
        Assert.That(told.CompilesAlone, Is.EqualTo(compiles));
        Assert.That(told.Digest, Is.EqualTo(Inspect(native).Digest).And.Not.EqualTo(Inspect("clang").Digest));
    }

    [TestCase("aarch64-unknown-linux-gnu", true)]
    [TestCase("-plugin", false)]
    [TestCase("../x", false)]
    [TestCase("a b", false)]
    [TestCase("", false)]
    public void Only_a_plain_name_is_a_target(string name, bool isOne)
        => Assert.That(ForeignTarget.IsName(name), Is.EqualTo(isOne));

    [TestCase("gcc", "c")]
    [TestCase("g++", "c++")]
    [TestCase("clang", "c")]
    [TestCase("clang++", "c++")]
    public void The_search_directories_are_those_the_compiler_names(string compiler, string language)
    {
        var command = JobOf.Command([compiler, "-Isrc", "-isystem", "/tmp", "-x", language, "-c", "a.c"]);
        var result = RealCompiler.Run(
            compiler, SearchDirectoryQuery.Arguments(IncludeOptions.Of(command), command.Language));
        var directories = SearchDirectoryQuery.Parse(result.Error)!.Value;
        Assert.That(directories, Does.Contain("/usr/include").And.Not.Contain("/tmp").And.Not.Contain("src"));
        Assert.That(directories, Has.All.StartsWith("/"));
        Assert.That(
            directories.Any(directory => directory.Contains("/c++/", StringComparison.Ordinal)),
            Is.EqualTo(language == "c++"));
    }

    [Test]
    public void An_answer_without_a_list_has_no_directories()
        => Assert.That(SearchDirectoryQuery.Parse("gcc: fatal error\n"), Is.Null);

    private static string Wrapper(ScratchDirectory scratch, string name, string body)
    {
        var path = scratch.Write(name, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    private Fingerprint Inspect(string compiler)
    {
        _probes = 0;
        return CompilerInspector.Inspect(compiler, (path, arguments, input) =>
        {
            _probes++;
            return RealCompiler.Run(path, arguments, input: input);
        })!;
    }
}
