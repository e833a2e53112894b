using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Options;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Local;

/// <summary>
/// Asks the compiler once for the meaning of -march=native and similar options here. The answer is cached in the
/// runtime directory, which does not move to another machine.
/// </summary>
/// <param name="directory">The runtime directory, or null: nothing is kept.</param>
internal sealed class NativeTargetQuery(string? directory, LocalCompiler compiler, CompilerFamily family)
{
    private const string Between = "and";
    private const string Architecture = "-march=native";
    private const string Tuning = "-mtune=native";

    /// <summary>The explicit options, or null: the compiler does not tell, or not all can be said.</summary>
    /// <param name="option">As written: -march=native.</param>
    public IReadOnlyList<string>? Find(string option) => Recall(option, () => Ask(option));

    /// <summary>gcc's own words, or null: it is none for x86, or does not tell.</summary>
    /// <param name="widths">-m32 and its kin, as they are on the command line.</param>
    public NativeTargetFlags? FindWords(IReadOnlyList<string> widths)
        => Recall($"{Architecture}{Tuning}{string.Concat(widths)}", () => AskForWords(widths)) is { } words
            && words.IndexOf(Between) is > 0 and var end
            && new NativeTargetFlags([.. words.Take(end)], [.. words.Skip(end + 1)]) is var answer
            && answer.Stranger() is null
                ? answer
                : null;

    private List<string>? Recall(string key, Func<IReadOnlyList<string>?> ask)
    {
        var file = FileOf(key);
        if (file is not null && HintFile.Read(file) is { } remembered)
        {
            return remembered.Length > 0 ? [.. remembered] : null;
        }

        try
        {
            var options = ask();
            if (file is not null)
            {
                HintFile.Write(file, options ?? []);
            }

            return options is null ? null : [.. options];
        }
        catch (ProcessStartException)
        {
            return null;
        }
    }

    // Each is asked for beside another processor, so that what comes is the words of this one alone.
    private IReadOnlyList<string>? AskForWords(IReadOnlyList<string> widths)
        => Words(Architecture, "-mtune=generic", widths) is { } architecture
            && Words(Tuning, "-march=x86-64", widths) is { } tuning
                ? [.. architecture, Between, .. tuning]
                : null;

    private IReadOnlyList<string>? Words(string native, string other, IReadOnlyList<string> widths)
    {
        var answer = CompilerProbe.Run(compiler.Path, NativeOption.Query([native, other, .. widths]));
        return answer.ExitCode == 0 && NativeTargetFlags.IsFor(family, NativeOption.TargetOfGcc(answer.Error))
            ? NativeOption.Words(answer.Error, [other, .. widths])
            : null;
    }

    private IReadOnlyList<string>? Ask(string option)
    {
        var answer = CompilerProbe.Run(compiler.Path, NativeOption.Query(option));
        if (answer.ExitCode != 0)
        {
            return null;
        }

        return family == CompilerFamily.Gcc
            ? NativeOption.Parse(answer.Error)
            : NativeOption.ParseClang(option, answer.Error) is { } options && IsTheSame(option, answer.Error, options)
            ? options
            : null;
    }

    /// <summary>Tells whether clang, given the options, targets the same processor with the same features.</summary>
    private bool IsTheSame(string option, string told, IReadOnlyList<string> options)
    {
        var retold = CompilerProbe.Run(compiler.Path, NativeOption.Query(options));
        var macros = CompilerProbe.Run(compiler.Path, NativeOption.Macros(option));
        return retold.ExitCode == 0
            && NativeOption.Processors(retold.Error) == NativeOption.Processors(told)
            && macros is { ExitCode: 0, Output.Length: > 0 }
            && CompilerProbe.Run(compiler.Path, NativeOption.Macros(options)) == macros;
    }

    private string? FileOf(string option)
        => directory is null || !OptionTable.IsPlainWord(option)
            ? null
            : $"{directory}/native{option}-{compiler.File.Key}";
}
