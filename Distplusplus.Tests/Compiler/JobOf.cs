using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Compiler;

/// <summary>Makes commands and jobs as client and host do.</summary>
internal static class JobOf
{
    public static CompileCommand Command(List<string> words)
    {
        var at = words.FindIndex(word => !word.Contains('='));
        var context = new ClassifierContext { ReadFile = _ => null, Environment = _ => null };
        var classification = ArgumentClassifier.Classify(
            CommandLineTable.Driver(words[at]), words[(at + 1)..], context);
        return ((Classification.Remote)classification).Command;
    }

    public static HostJob Mode(
        CompileCommand command, SendMode mode, string directory, IReadOnlyList<string>? systemDirectories = null)
    {
        return new HostJob(
            command.Family, command.Language, command.Stage, mode,
            OfferedOptions.Of(command, [], systemDirectories ?? []), directory,
            command.Source, command.Output, command.Dependencies, systemDirectories ?? [], command.Outputs)
        {
            HasImplicitInclude = systemDirectories?.Any(
                known => File.Exists($"{known}/{ImplicitInclude.Name}")) ?? false,
        };
    }
}
