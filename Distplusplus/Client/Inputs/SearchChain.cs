using System.Collections.Immutable;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// The directories a compiler searches, in its order and without those it ignores. Lives as long as one
/// collection.
/// </summary>
/// <param name="Directories">Nodes of the tree; -iquote ones first.</param>
/// <param name="AngleStart">Where the search for &lt;name&gt; begins.</param>
/// <param name="ExtraOptions">Options that stand for CPATH and its kin.</param>
/// <param name="Obstacle">A directory that cannot be mirrored, or null.</param>
internal sealed record SearchChain(
    ImmutableArray<int> Directories, int AngleStart, ImmutableArray<string> ExtraOptions, string? Obstacle)
{
    /// <summary>
    /// Builds the search path as gcc's incpath.c and clang's InitHeaderSearch do: missing directories are dropped,
    /// duplicates count once, and a system directory keeps its place if an -I names it too.
    /// </summary>
    public static SearchChain Build(
        PathTree tree,
        int workingDirectory,
        IncludeOptions options,
        IReadOnlyList<string> compilerDirectories,
        Language language,
        Func<string, string?> environment)
    {
        var general = Elements(environment("CPATH"));
        var special = Elements(environment(language switch
        {
            Language.Cxx or Language.PreprocessedCxx => "CPLUS_INCLUDE_PATH",
            Language.ObjectiveC => "OBJC_INCLUDE_PATH",
            Language.ObjectiveCxx => "OBJCPLUS_INCLUDE_PATH",
            _ => "C_INCLUDE_PATH",
        }));
        var extra = ImmutableArray.CreateBuilder<string>();
        foreach (var directory in general)
        {
            extra.Add("-I" + directory);
        }

        foreach (var directory in special)
        {
            extra.Add("-isystem");
            extra.Add(directory);
        }

        string? obstacle = null;
        var system = Existing([.. options.System, .. special, .. compilerDirectories, .. options.After]);
        var angle = Existing([.. options.Angle, .. general]);
        angle.RemoveAll(directory => system.Exists(other => Same(directory, other)));
        var quote = Existing(options.Quote);
        return new SearchChain([.. quote, .. angle, .. system], quote.Count, extra.DrainToImmutable(), obstacle);

        List<int> Existing(IEnumerable<string> names)
        {
            var found = new List<int>();
            foreach (var name in names)
            {
                if (name.StartsWith('=') || name.StartsWith("$SYSROOT", StringComparison.Ordinal))
                {
                    obstacle ??= name;
                    continue;
                }

                var node = tree.Walk(workingDirectory, NativeText.Encode(name), out _);
                if (node < 0)
                {
                    continue;
                }

                if (tree.Kind(node) != NodeKind.Directory)
                {
                    // The compiler ignores it; a header map is no directory and yet counts.
                    obstacle ??= name;
                    continue;
                }

                tree.Need(node);
                if (!found.Exists(other => Same(node, other)))
                {
                    found.Add(node);
                }
            }

            return found;
        }

        bool Same(int one, int other)
            => one == other
                || (one != PathTree.Root && other != PathTree.Root
                    && tree.Identity(one).IsSameFileAs(tree.Identity(other)));
    }

    private static string[] Elements(string? value)
        => string.IsNullOrEmpty(value) ? [] : [.. value.Split(':').Select(e => e.Length == 0 ? "." : e)];
}
