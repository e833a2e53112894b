using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs.Computed;

/// <summary>The part of a closure that macros name. Owned by a <see cref="IncludeClosure"/>.</summary>
/// <param name="options">The values of -D.</param>
internal sealed class ComputedIncludes(
    IncludeClosure closure,
    PathTree tree,
    IncludeClosureFiles files,
    SearchChain chain,
    int workingDirectory,
    IReadOnlyList<string> options,
    Func<ReadOnlyMemory<byte>, AskedIncludes> asked)
{
    private readonly byte[][] _options = [.. options.Select(NativeText.Encode)];
    private int _source = -1;

    /// <summary>
    /// Follows each file name that a macro is defined as; where that is not enough, asks the compiler.
    /// </summary>
    public void Resolve(int source)
    {
        _source = source;
        var unknown = FollowKnown();
        if (files.Obstacle is not null || unknown.Count == 0)
        {
            return;
        }

        if (unknown.Find(one => !IsOfFile(one)) is { } query)
        {
            StopAt(query);
        }
        else if (!FollowAsked(unknown))
        {
            StopAt(unknown[0]);
        }
        else if (files.All.Any(file => (file.Known.Text.Flags & ScanFlags.AbsoluteName) != 0)
            || Array.Exists(_options, option => SpecialText.NamesAbsolute(option)))
        {
            // How a directive spelled the file, -M does not tell either.
            files.NamesAbsolute ??= NativeText.Decode(unknown[0].Tokens);
        }
    }

    // Whether there is a file, -M does not tell: it lists what is read.
    private static bool IsOfFile(ComputedName computed)
        => computed.Kind is DirectiveKind.Include or DirectiveKind.Next;

    private void StopAt(ComputedName computed)
        => files.Stop(
            DirectObstacle.ComputedInclude,
            $"{NativeText.Decode(tree.Path(computed.File))}: {NativeText.Decode(computed.Tokens)}");

    /// <summary>Follows the definitions of macros until nothing new is found.</summary>
    /// <returns>What only the compiler knows.</returns>
    private List<ComputedName> FollowKnown()
    {
        var table = new IncludeMacros(_options);
        var unknown = new List<ComputedName>();
        int known, count;
        do
        {
            (known, count) = (files.All.Count, closure.Computed.Count);
            table.Learn(files.All);
            unknown.Clear();
            for (var i = 0; i < count && files.Obstacle is null; i++)
            {
                if (table.Names(closure.Computed[i].Tokens) is { } names)
                {
                    FollowComputed(closure.Computed[i], names);
                }
                else
                {
                    unknown.Add(closure.Computed[i]);
                }
            }

            closure.Drain();
        }
        while (files.Obstacle is null && (files.All.Count != known || closure.Computed.Count != count));
        return unknown;
    }

    /// <summary>
    /// Follows the files that the compiler reports, now or, with exactly the same files, to an earlier process.
    /// </summary>
    private bool FollowAsked(List<ComputedName> unknown)
    {
        var question = asked(NativeText.Encode(string.Join('\n', chain.ExtraOptions)));
        IReadOnlyList<string> stale = [];
        if (question.Recall() is { } remembered && FollowFiles(remembered.Files, unknown))
        {
            if (AskedIncludes.Sum(tree, files.All) == remembered.Sum)
            {
                return true;
            }

            stale = remembered.Files;
        }

        if (files.Obstacle is not null || question.Ask(chain.ExtraOptions) is not { } all)
        {
            return false;
        }

        // What was followed in vain stays, so that the next process comes to the same sum.
        List<string> more = [.. all.Union(stale)];
        if (!FollowFiles(more, unknown))
        {
            return false;
        }

        question.Keep(more, AskedIncludes.Sum(tree, files.All));
        return true;
    }

    /// <summary>
    /// Takes files as if the directives named them, each under every name by which a search may have found it: so one
    /// that shadows it is met as well.
    /// </summary>
    private bool FollowFiles(IReadOnlyList<string> paths, List<ComputedName> unknown)
    {
        foreach (var file in paths)
        {
            var path = NativeText.Encode(file);
            var node = tree.Walk(workingDirectory, path, out var holder);
            if (node < 0 || tree.Kind(node) != NodeKind.File)
            {
                return false;
            }

            // A computed include may also find a file that others find by a written name.
            var isKnown = files.Of(node) is not null;
            var isFound = FollowNames(path, unknown);
            if (isKnown)
            {
                continue;
            }

            if (!isFound && path[0] == '/')
            {
                files.NamesAbsolute ??= file;
                isFound = true;
            }

            if (!isFound || !files.Require(node, -1))
            {
                return false;
            }

            closure.Visit(node, holder);
            closure.Visit(node, tree.Parent(node));
            closure.Drain();
        }

        return files.Obstacle is null && FollowKnown().TrueForAll(IsOfFile);
    }

    /// <returns>False: no search finds the file by such a name.</returns>
    private bool FollowNames(byte[] path, List<ComputedName> unknown)
    {
        var isFound = false;
        for (var slash = -1; slash < path.Length; slash = NextSlash(path, slash + 1))
        {
            var directory = slash < 0 ? workingDirectory
                : slash == 0 ? PathTree.Root
                : tree.Walk(workingDirectory, path.AsSpan(0, slash), out _);
            var name = path.AsSpan(slash + 1);
            if (directory < 0 || name.IsEmpty || name[0] == '/'
                || !(chain.Directories.Contains(directory) || unknown.Exists(one => one.Directory == directory)))
            {
                continue;
            }

            isFound = true;
            foreach (var computed in unknown)
            {
                closure.Resolve(computed.Kind, DirectiveForm.Quote, computed.Directory, name, false);
            }
        }

        return isFound;
    }

    private static int NextSlash(byte[] path, int from)
        => from < path.Length && path.AsSpan(from).IndexOf((byte)'/') is >= 0 and var next ? from + next : path.Length;

    private void FollowComputed(ComputedName computed, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (name == IncludeMacros.Self)
            {
                FollowSelf(computed);
            }
            else
            {
                closure.Resolve(
                    computed.Kind, name[0] == '"' ? DirectiveForm.Quote : DirectiveForm.Angle, computed.Directory,
                    System.Text.Encoding.Latin1.GetBytes(name[1..^1]), computed.File == _source);
            }
        }
    }

    /// <summary>
    /// #include __FILE__: the file's name as it was spelled, which may be its path or only ends like it.
    /// </summary>
    private void FollowSelf(ComputedName computed)
    {
        var path = tree.Path(computed.File).ToArray();
        closure.Resolve(computed.Kind, DirectiveForm.Quote, computed.Directory, path, computed.File == _source);
        for (var slash = path.Length; slash >= 0; slash = path.AsSpan(0, slash).LastIndexOf((byte)'/'))
        {
            if (slash < path.Length)
            {
                closure.Resolve(
                    computed.Kind, DirectiveForm.Quote, computed.Directory, path.AsSpan(slash + 1),
                    computed.File == _source);
            }
        }
    }
}
