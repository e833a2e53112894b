using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// Counters and notes for gcov. clang's object names the file of its counters, which a host can be told, and its notes
/// name no place; gcc writes its directory into both.
/// </summary>
internal static class Coverage
{
    public static bool IsOne(ParsedOption option)
        => option.Entry.Name is "--coverage" or "-ftest-coverage" or "-fprofile-arcs";

    /// <summary>The arguments that set the path of the counters, which is the one at the client.</summary>
    public static IEnumerable<string> Arguments(HostJob job, IEnumerable<ParsedOption> options)
    {
        if (!options.Any(option => option.Entry.Name is "--coverage" or "-fprofile-arcs"))
        {
            return [];
        }

        var file = OutputNames.Beside(job.Source, job.Output, ".gcda", CompilerFamily.Clang);
        var directory = job.CurrentDirectory.EndsWith('/') ? job.CurrentDirectory : job.CurrentDirectory + "/";
        return ["-Xclang", $"-coverage-data-file={(file.StartsWith('/') ? file : directory + file)}"];
    }
}
