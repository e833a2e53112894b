using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>What of a command line forbids sending it the direct way. Client and host ask alike.</summary>
internal static class DirectMode
{
    /// <summary>The option because of which the job's root would stay in the object; null: direct is fine.</summary>
    /// <param name="version">The fingerprint's; empty: not asked for. gcc before 12 hashes names of headers, past every
    /// map, into the number that binds an object to its split debug information.</param>
    public static string? Obstacle(CompileCommand command, string version = "")
        => Obstacle(command.Options, command.Family, command.Source, version);

    /// <inheritdoc cref="Obstacle(CompileCommand, string)"/>
    /// <remarks>
    /// Only what a search for the root would not find is told here: gcc records the working directory in link-time
    /// objects, compressed and past every map, and with DWARF 4 names an absolute source twice once a map is asked for;
    /// clang packs the bits of an absolute source's name, and of the notes of coverage, into them.
    /// </remarks>
    public static string? Obstacle(
        IEnumerable<ParsedOption> options, CompilerFamily family, string source, string version)
    {
        var hashesNames = family == CompilerFamily.Gcc && CompilerVersion.Major(version) is > 0 and < 12;
        string? split = null;
        string? found = null;
        string? oldDwarf = null;
        string? coverage = null;
        foreach (var option in options)
        {
            if (option.Entry.Name is "-flto" or "-flto=")
            {
                found = option.Arguments[0];
            }
            else if (option.Entry.Name == "-fno-lto")
            {
                found = null;
            }
            else if (option.Entry.Name is "-gsplit-dwarf" or "-gsplit-dwarf=")
            {
                split = hashesNames ? option.Arguments[0] : null;
            }
            else if (Coverage.IsOne(option))
            {
                coverage = option.Arguments[0];
            }
            else if (option.Entry.Name.StartsWith("-gdwarf-", StringComparison.Ordinal))
            {
                oldDwarf = option.Entry.Name is "-gdwarf-5" ? null : option.Arguments[0];
            }
        }

        var isAbsolute = source.StartsWith('/');
        return (family == CompilerFamily.Gcc || isAbsolute || coverage is not null ? found : null)
            ?? (family == CompilerFamily.Gcc && isAbsolute ? oldDwarf : null)
            ?? split;
    }
}
