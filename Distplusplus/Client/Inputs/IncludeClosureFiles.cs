using System.Collections.Immutable;
using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// The files of a closure, and the result: a manifest, or the reason why there is none. Owned by a
/// <see cref="IncludeClosure"/>.
/// </summary>
/// <param name="isOneFileOnce">The compiler tells files by their inodes.</param>
internal sealed class IncludeClosureFiles(PathTree tree, FileReader reader, bool isOneFileOnce)
{
    private const int MostFiles = 60_000;

    private readonly Dictionary<int, InputFile> _files = new(512);
    private readonly HashSet<(ulong Device, ulong Inode)> _inodes = [];

    /// <summary>Why the closure cannot be known: the first reason met.</summary>
    public CollectedInputs.Unknown? Obstacle { get; private set; }

    /// <summary>The first file that a directive names absolutely, or may.</summary>
    public string? NamesAbsolute { get; set; }

    public IReadOnlyCollection<InputFile> All => _files.Values;

    public InputFile? Of(int node) => _files.GetValueOrDefault(node);

    /// <summary>Takes a file into the closure; false when the collection has to stop.</summary>
    public bool Require(int node, long travelsWhole)
    {
        if (_files.ContainsKey(node))
        {
            return true;
        }

        tree.Need(node);
        if (tree.Kind(node) == NodeKind.Other)
        {
            _files.Add(node, new InputFile(node, tree.Identity(node), default, []));
            return true;
        }

        if (_files.Count >= MostFiles)
        {
            return Stop(DirectObstacle.TooMuch, node);
        }

        if (reader.Take(tree, node, travelsWhole, out var obstacle) is not { } file)
        {
            return Stop(obstacle, node);
        }

        if (isOneFileOnce && !_inodes.Add((file.Identity.Device, file.Identity.Inode)))
        {
            return Stop(DirectObstacle.HardLinks, node);
        }

        if ((file.Known.Text.Flags & ScanFlags.AssemblerInclude) != 0)
        {
            return Stop(DirectObstacle.AssemblerInclude, node);
        }

        if ((file.Known.Text.Flags & ScanFlags.Modules) != 0 && reader.SeeksModules)
        {
            return Stop(DirectObstacle.Modules, node);
        }

        _files.Add(node, file);
        return true;
    }

    /// <returns>False.</returns>
    public bool Stop(DirectObstacle obstacle, int node) => Stop(obstacle, NativeText.Decode(tree.Path(node)));

    /// <inheritdoc cref="Stop(DirectObstacle, int)"/>
    public bool Stop(DirectObstacle obstacle, string culprit)
    {
        Obstacle ??= new CollectedInputs.Unknown(obstacle, culprit);
        return false;
    }

    /// <summary>The source comes first.</summary>
    public CollectedInputs.Complete Manifest(
        int source, IReadOnlyList<string> systemDirectories, IReadOnlyList<string> extraOptions)
    {
        var implied = tree.ImpliedDirectories();
        var entries = ImmutableArray.CreateBuilder<InputEntry>(_files.Count + 16);
        entries.Add(Entry(_files[source]));
        for (var node = 1; node < tree.Count; node++)
        {
            if (!tree.IsNeeded(node) || node == source)
            {
                continue;
            }

            switch (tree.Kind(node))
            {
                case NodeKind.Directory when !implied[node]:
                    entries.Add(new InputEntry.Directory(NativeText.Decode(tree.Path(node))));
                    break;
                case NodeKind.Link:
                    if (tree.LinkTarget(node) is { } target)
                    {
                        entries.Add(
                            new InputEntry.Link(NativeText.Decode(tree.Path(node)), NativeText.Decode(target)));
                    }

                    break;
                case NodeKind.File or NodeKind.Other when _files.TryGetValue(node, out var file):
                    entries.Add(Entry(file));
                    break;
            }
        }

        return new CollectedInputs.Complete(entries.DrainToImmutable(), [.. systemDirectories], [.. extraOptions])
        {
            NamesAbsolute = NamesAbsolute,
        };
    }

    private InputEntry.File Entry(InputFile file) => new(
        NativeText.Decode(tree.Path(file.Node)),
        file.Known.Digest,
        file.Content?.Length ?? file.Identity.Size,
        file.Identity.ModifiedNs,
        file.Content);
}
