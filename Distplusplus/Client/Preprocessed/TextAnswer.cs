using Distplusplus.Compiler;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Whether what a host's compiler made of a text, and said of it, is what the plain compiler would have made of the
/// source. Where it is, the unit was compiled once; where it is not, the plain compiler has the last word.
/// </summary>
/// <param name="read">A file's content, or null.</param>
/// <param name="leanFiles">Those of which the text has left something out.</param>
internal sealed class TextAnswer(
    CompileCommand command, TextForm form, Func<string, byte[]?> read, IReadOnlySet<string> leanFiles)
{
    /// <summary>It is not sure, and of a whole text it may be.</summary>
    public bool AsksForWhole { get; private set; }

    /// <returns>What the plain compiler prints as errors; null: that is not sure.</returns>
    public byte[]? TrueErrors(JobResult result)
    {
        // Who fails without a word may have died; what is said of expanded text knows no macros.
        var said = result.Error;
        if (result.Output.Length > 0 || said.Length == 0 || form == TextForm.Expanded)
        {
            return result is { ExitCode: 0, Output.Length: 0, Error.Length: 0 } ? said : null;
        }

        return command.Family switch
        {
            CompilerFamily.Clang => ClangWords.AreOfSource(said, read) ? said : null,
            CompilerFamily.Gcc => TextTraps.RewritesDefinitions(command, form)
                && !Has("-fdiagnostics-format=")
                && !Has("-fno-diagnostics-show-option")
                    ? WithTrueQuotations(said)
                    : null,
            CompilerFamily.Unspecified => null,
        };
    }

    private byte[]? WithTrueQuotations(byte[] said)
    {
        var quotations = new Quotations(
            read, !Has("-fno-diagnostics-show-caret") && !Has("-fdiagnostics-plain-output"), leanFiles);
        var words = quotations.True(said);
        AsksForWhole = quotations.MissWhatWasLeftOut;
        return words;
    }

    private bool Has(string option)
        => command.Options.Any(o => o.Arguments[0].StartsWith(option, StringComparison.Ordinal));
}
