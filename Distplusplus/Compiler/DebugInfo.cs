namespace Distplusplus.Compiler;

/// <summary>Whether a command line asks for debug information, which knows text from its source.</summary>
internal static class DebugInfo
{
    /// <summary>The last option that sets a level counts.</summary>
    public static bool IsWanted(IEnumerable<ParsedOption> options)
    {
        var wanted = false;
        foreach (var option in options)
        {
            var name = option.Entry.Name;
            wanted = name switch
            {
                "-g0" or "-ggdb0" => false,
                "-g" or "-g1" or "-g2" or "-g3" or "-gmlt" => true,
                "-gline-tables-only" or "-gline-directives-only" or "-gsplit-dwarf" => true,
                _ => wanted || name.StartsWith("-ggdb", StringComparison.Ordinal)
                    || name.StartsWith("-gdwarf", StringComparison.Ordinal)
                    || name.StartsWith("-gstabs", StringComparison.Ordinal),
            };
        }

        return wanted;
    }
}
