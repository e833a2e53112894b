using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Inputs.Caching;

/// <summary>
/// The compiler's own search directories, queried once per set of options that changes them and cached in small files,
/// one per query. The cache includes conditions that would change the answer: missing directories, and those in which
/// another version of a compiler or library would appear.
/// </summary>
internal sealed class SystemDirectories(
    string? directory, Func<IReadOnlyList<string>, (
        int Exit, string Output, string Error)> probe, Func<string, string?> environment)
{
    private const string Form = "distplusplus directories 1";
    private const string Ignored = "ignoring nonexistent directory \"";
    private const long GranularityNs = 2_000_000_000;

    /// <summary>In order, as the compiler spells them; null when it did not tell.</summary>
    public IReadOnlyList<string>? For(
        IncludeOptions options,
        Fingerprint fingerprint,
        Language language,
        string compiler,
        string workingDirectory,
        long nowNs)
    {
        var arguments = SearchDirectoryQuery.Arguments(options, language);
        // The directory counts only where an option's value is relative to it; not knowing which, it always does
        // when there are any.
        string[] key =
        [
            Form, fingerprint.Digest, compiler, options.DirectoryOptions.IsEmpty ? "" : workingDirectory,
            environment("GCC_EXEC_PREFIX") ?? "", environment("COMPILER_PATH") ?? "", environment("SDKROOT") ?? "",
            .. arguments,
        ];
        var question = NativeText.Encode(string.Join('\n', key));
        var path = directory is null ? null
            : $"{directory}/{ByteHash.Of(question):x16}{ByteHash.Of(question, 1):x16}";
        if (path is not null && Recall(path, key) is { } remembered)
        {
            return remembered;
        }

        var (exit, _, error) = probe(arguments);
        if (exit != 0 || SearchDirectoryQuery.Parse(error) is not { } found)
        {
            return null;
        }

        if (path is not null)
        {
            Remember(path, key, found, Missing(error), nowNs);
        }

        return found;
    }

    private static List<string>? Recall(string path, string[] key)
    {
        if (HintFile.Read(path) is not { } lines || lines.Length < key.Length
            || !lines.AsSpan(0, key.Length).SequenceEqual(key))
        {
            return null;
        }

        var found = new List<string>();
        foreach (var line in lines.AsSpan()[key.Length..])
        {
            var rest = line.Length > 2 ? line[2..] : "";
            var holds = line.Length > 2 && line[0] switch
            {
                'd' => FileIdentity.Of(rest) is { IsDirectory: true },
                'm' => FileIdentity.Of(rest) is null,
                'w' => rest.Split(' ', 2) is [var stamp, var watched] && stamp == Stamp(watched),
                _ => false,
            };
            if (!holds)
            {
                return null;
            }

            if (line[0] == 'd')
            {
                found.Add(rest);
            }
        }

        return found;
    }

    private static void Remember(
        string path, string[] key, IReadOnlyList<string> found, List<string> missing, long nowNs)
    {
        if (key.Concat(found).Concat(missing).Any(text => text.Contains('\n', StringComparison.Ordinal)))
        {
            return;
        }

        var watched = found.SelectMany(Watched).Distinct(StringComparer.Ordinal).ToList();
        if (watched.Exists(name => FileIdentity.Of(name) is { } seen && Math.Max(
            seen.ModifiedNs, seen.ChangedNs) > nowNs - GranularityNs))
        {
            return;
        }

        HintFile.Write(
            path,
            [
                .. key, .. found.Select(name => "d " + name), .. missing.Select(name => "m " + name),
                .. watched.Select(name => $"w {Stamp(name)} {name}"),
            ]);
    }

    private static string Stamp(string path)
        => FileIdentity.Of(path) is { } seen ? $"{seen.Inode:x}.{seen.ModifiedNs:x}.{seen.ChangedNs:x}" : "-";

    private static List<string> Missing(string error)
    {
        var missing = new List<string>();
        foreach (var line in error.Split('\n'))
        {
            if (line.StartsWith(
                Ignored, StringComparison.Ordinal) && line.LastIndexOf('"') is var end && end > Ignored.Length)
            {
                missing.Add(line[Ignored.Length..end]);
            }
        }

        return missing;
    }

    /// <summary>
    /// The directory above, and for each ".." on the way the two above it: there stand the versions one was
    /// chosen from.
    /// </summary>
    private static IEnumerable<string> Watched(string path)
    {
        if (path.LastIndexOf('/') is > 0 and var last)
        {
            yield return path[..last];
        }

        for (var at = path.IndexOf(
            "/../", StringComparison.Ordinal); at > 0; at = path.IndexOf("/../", at + 1, StringComparison.Ordinal))
        {
            var above = path[..at];
            if (above.LastIndexOf('/') is > 0 and var slash && !above.EndsWith("..", StringComparison.Ordinal))
            {
                yield return above[..slash];
            }
        }
    }
}
