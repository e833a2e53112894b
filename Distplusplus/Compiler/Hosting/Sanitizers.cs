using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Hosting;

/// <summary>Sanitizers put names and columns of the source into the object, where no map reaches them.</summary>
internal static class Sanitizers
{
    /// <summary>Where the tree stands at "/" the names are the client's; elsewhere it depends on the source.</summary>
    public static bool AreOn(HostJob job)
        => job.Options.Any(option => option.StartsWith("-fsanitize", StringComparison.Ordinal))
            && AreOn(HostCommandLine.OptionsOf(job));

    /// <summary>Kinds are switched on and off in their order; a group counts as one of them.</summary>
    public static bool AreOn(IEnumerable<ParsedOption> options)
    {
        var kinds = new HashSet<string>();
        foreach (var option in options)
        {
            switch (option.Entry.Name)
            {
                case "-fsanitize=":
                    kinds.UnionWith(KindsIn(option));
                    break;
                case "-fsanitize-coverage=":
                    kinds.Add(option.Entry.Name);
                    break;
                case "-fno-sanitize=" when KindsIn(option).Contains("all"):
                    kinds.RemoveWhere(kind => kind[0] != '-');
                    break;
                case "-fno-sanitize=":
                    kinds.ExceptWith(KindsIn(option));
                    break;
                default:
                    break;
            }
        }

        return kinds.Count > 0;
    }

    public static bool IsOne(ParsedOption option)
        => option.Entry.Name.StartsWith("-fsanitize", StringComparison.Ordinal);

    private static string[] KindsIn(ParsedOption option)
        => option.Value.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
