using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// Decides whether a host may split a text into the files that it names, so that gcc finds the lines it quotes and
/// counts columns in. A name that would pass every map into the output must stay unchanged.
/// </summary>
internal static class TextQuoting
{
    /// <param name="options">The job's, parsed.</param>
    public static bool IsPossible(HostJob job, IEnumerable<ParsedOption> options)
    {
        var isOldDwarf = false;
        foreach (var option in options)
        {
            var name = option.Entry.Name;
            if (option.Entry.Value == ValueMeaning.PrefixMap
                || name is "-fverbose-asm" or "-fstack-usage" or "-finput-charset="
                || Sanitizers.IsOne(option)
                || name.StartsWith("-fcallgraph-info", StringComparison.Ordinal))
            {
                return false;
            }

            if (name.StartsWith("-gdwarf-", StringComparison.Ordinal))
            {
                isOldDwarf = name != "-gdwarf-5";
            }
        }

        return job.Family == CompilerFamily.Gcc
            && job.Mode == SendMode.TextDirectives
            && job.Language != Language.AssemblerWithCpp
            && !SourceLanguage.IsPreprocessed(job.Language)
            && !(isOldDwarf && job.Source.StartsWith('/'));
    }
}
