using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// The requirements of a command line on the tree in which a host compiles. Client and host use the same rules.
/// </summary>
internal static class DirectMode
{
    // -fmacro-prefix-map: without it __FILE__ names the host's directory.
    private const int FirstGccWithMaps = 8;
    private const int FirstClangWithMaps = 10;

    /// <summary>
    /// The option, or compiler, because of which the tree must stand at "/": otherwise names of the host would stay in
    /// what is written. Null: maps of names are enough.
    /// </summary>
    /// <param name="version">The fingerprint's; empty: not asked for. gcc before 12 hashes names of headers, past every
    /// map, into the number that binds an object to its split debug information.</param>
    public static string? NeedsRoot(CompileCommand command, string version = "")
        => NeedsRoot(command.Options, command.Family, command.Source, command.Output, version);

    /// <inheritdoc cref="NeedsRoot(CompileCommand, string)"/>
    /// <remarks>
    /// Only what a search for the root would not find need be told here: gcc records the working directory in link-time
    /// objects, compressed and past every map, and with DWARF 4 names an absolute source twice once a map is asked for;
    /// clang packs the bits of an absolute source's name, and of the notes of coverage, into them. Maps of the client's
    /// own are another matter (<see cref="PrefixMaps"/>). The rest spares a host a compile in vain.
    /// </remarks>
    public static string? NeedsRoot(
        IReadOnlyList<ParsedOption> options, CompilerFamily family, string source, string output, string version)
    {
        var isGcc = family == CompilerFamily.Gcc;
        if (CompilerVersion.Major(version) is > 0 and var major
            && major < (isGcc ? FirstGccWithMaps : FirstClangWithMaps))
        {
            return version;
        }

        var isAbsolute = source.StartsWith('/');
        var hashesNames = isGcc && CompilerVersion.Major(version) is > 0 and < 12;
        string? split = null;
        string? oldDwarf = null;
        string? coverage = null;
        string? places = null;
        foreach (var option in options)
        {
            var name = option.Entry.Name;
            if (name is "-gsplit-dwarf" or "-gsplit-dwarf=")
            {
                split = hashesNames || output.StartsWith('/') ? option.Arguments[0] : null;
            }
            else if (Coverage.IsOne(option))
            {
                coverage = option.Arguments[0];
            }
            else if ((option.Entry.Traits & OptionTraits.WritesPlaces) != 0)
            {
                places = option.Arguments[0];
            }
            else if (CompilationDirectory.IsSetBy(option))
            {
                places = option.Value.StartsWith('/') ? option.Arguments[0] : places;
            }
            else if (name.StartsWith("-gdwarf-", StringComparison.Ordinal))
            {
                oldDwarf = name is "-gdwarf-5" ? null : option.Arguments[0];
            }
        }

        return places
            ?? PrefixMaps.NeedsRoot(options)
            ?? (isGcc ? coverage : null)
            ?? (isGcc || isAbsolute || coverage is not null ? LinkTimeOption(options) : null)
            ?? (isGcc && isAbsolute ? oldDwarf : null)
            ?? split;
    }

    /// <summary>The option that makes the object one for link-time optimization; null if there is none.</summary>
    public static string? LinkTimeOption(IReadOnlyList<ParsedOption> options)
        => options.LastOrDefault(option => option.Entry.Name is "-flto" or "-flto=" or "-fno-lto") is { } last
            && last.Entry.Name != "-fno-lto"
                ? last.Arguments[0]
                : null;
}
