using System.Collections.Immutable;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler;

/// <summary>A client's project and, beside it, a host's root with the same project below it.</summary>
internal sealed class Mirror : IDisposable
{
    private const string Program =
        "#include \"h.h\"\n#include <stdio.h>\n#include <string.h>\n#define TWICE(x) ((x) + (x))\n"
        + "#ifndef X\n#define X 1\n#endif\nstatic int g(int a) { return TWICE(a) * X + __LINE__; }\n"
        + "int f(int a) { printf(\"%s %d\\n\", __FILE__, g(a) + IN_H); return (int)strlen(__FILE__); }\n";

    private readonly ScratchDirectory _scratch = new();
    private string _program = Program;

    public Mirror()
    {
        WriteSource(
            "src/h.h", "#pragma once\n#define IN_H 7\nstatic inline int in_h(int a) { return a * IN_H; }\n");
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Root + Home);
    }

    private string Home => $"{_scratch.Path}/home/me/proj";

    private string Root => $"{_scratch.Path}/x/R";

    public void Compare(string compiler, string options, string source)
    {
        var split = options.Replace("@", Home).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var language = compiler.EndsWith("++", StringComparison.Ordinal) ? "c++" : "c";
        List<string> arguments = [.. split, .. split.Contains("-x")
            ? (string[])[]
            : ["-x", language], source.Replace("@", Home), "-o", "a.out"];
        if (!split.Contains("-S"))
        {
            arguments.Add("-c");
        }

        if (!split.Contains("-x"))
        {
            arguments.Add("-MMD");
        }

        Clear(Home);
        Clear(Root + Home);
        WriteSource("src/a.c", _program);
        var plain = RealCompiler.Run(compiler, arguments, Home);
        Assert.That(plain.ExitCode, Is.Zero, plain.Error);

        var command = JobOf.Command([compiler, .. arguments]);
        var directories = !SourceLanguage.IsPreprocessed(command.Language)
            ? Directories(compiler, command)
            : [];
        var job = JobOf.Mode(command, SendMode.Direct, Home, directories);
        Assert.That(OptionGate.Judge(job), Is.Null);
        var line = HostCommandLine.Build(job, Root);
        var host = compiler switch { "g++" => "gcc", "clang++" => "clang", _ => compiler };
        var hosted = RealCompiler.Run(host, line, Root + Home);
        var told = $"{compiler} {string.Join(' ', arguments)}\n{host} {string.Join(' ', line)}\n{hosted.Error}";
        Assert.That(hosted.ExitCode, Is.Zero, told);
        Assert.That(hosted.Error.Replace(Root, ""), Is.EqualTo(plain.Error), told);
        foreach (var output in command.Outputs.Where(output => output.Kind != OutputKind.Dependencies))
        {
            Assert.That(
                File.ReadAllBytes($"{Root}{Home}/{output.Path}").AsSpan()
                    .SequenceEqual(File.ReadAllBytes($"{Home}/{output.Path}")),
                $"{output.Path} differs\n{told}");
        }

        if (command.Dependencies is { } dependencies)
        {
            Assert.That(
                Names($"{Root}{Home}/{dependencies.File}"), Is.EqualTo(Names($"{Home}/{dependencies.File}")), told);
        }
    }

    public void Dispose() => _scratch.Dispose();

    // Lines break elsewhere where names are longer.
    private string[] Names(string file)
        => File.ReadAllText(file).Replace("\\\n", " ").Replace(Root, "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public void WriteSource(string name, string content)
    {
        _program = name == "src/a.c" ? content : _program;
        foreach (var top in (string[])[Home, Root + Home])
        {
            Directory.CreateDirectory($"{top}/src");
            File.WriteAllText($"{top}/{name}", content);
        }
    }

    private static void Clear(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            File.Delete(file);
        }
    }

    /// <summary>Asked of the compiler; the host's root has links to the real ones.</summary>
    private ImmutableArray<string> Directories(string compiler, CompileCommand command)
    {
        var answer = RealCompiler.Run(
            compiler, SearchDirectoryQuery.Arguments(IncludeOptions.Of(command), command.Language), Home);
        var directories = SearchDirectoryQuery.Parse(answer.Error)!.Value;
        if (!Directory.Exists(Root + "/usr"))
        {
            Directory.CreateSymbolicLink(Root + "/usr", "/usr");
        }

        return directories;
    }
}
