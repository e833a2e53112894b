using Distplusplus.Client.Inputs.Caching;
using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// Reads files, with content and identity that belong together, and scans them for HeaderCache. Lives as long as one
/// collection.
/// </summary>
/// <param name="assembler">The text is assembler.</param>
/// <param name="modules">The language has modules.</param>
internal sealed class FileReader(HeaderCache? memory, long startedNs, bool assembler, bool modules)
{
    /// <summary>Coarsest clock of a file system: a file changed within it may change again and look the same.</summary>
    private const long GranularityNs = 2_000_000_000;

    private const int Tries = 3;
    private const long Largest = 256 << 20;

    private readonly IncludeScanner _scanner = new();
    private byte[] _buffer = [];

    /// <summary>True if module declarations are searched for.</summary>
    public bool SeeksModules => modules;

    /// <summary>Gets the facts about a regular file of the tree, from the cache or by reading it.</summary>
    /// <param name="travelsWhole">The content is wanted rather than the digest when it must be read anyway and is
    /// no longer than this.</param>
    /// <param name="obstacle">Why it could not be read.</param>
    public InputFile? Take(PathTree tree, int node, long travelsWhole, out DirectObstacle obstacle)
    {
        obstacle = DirectObstacle.Unreadable;
        if (memory is not null && !assembler && memory.TryRecall(tree.Path(node), tree.Identity(node), out var known)
            && !known.Digest.IsEmpty && (!modules || (known.Text.Flags & ScanFlags.ModulesSought) != 0))
        {
            return new InputFile(node, tree.Identity(node), known, null);
        }

        var stable = tree.Identity(node);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            obstacle = DirectObstacle.Changing;
            if (!TryRead(tree.NativePath(node), ref stable, out var isWhole, out var content))
            {
                obstacle = DirectObstacle.Unreadable;
                return null;
            }

            if (!isWhole)
            {
                continue;
            }

            var text = _scanner.Scan(content, assembler, modules);
            var settled = Math.Max(stable.ModifiedNs, stable.ChangedNs) < startedNs - GranularityNs;
            var whole = content.Length <= (settled ? travelsWhole : Math.Max(travelsWhole, 64 * 1024));
            var learned = new RememberedFile(whole ? default : Sha256.Of(content), text);
            if (settled && !whole && !assembler)
            {
                memory?.Learn(tree.Path(node), stable, learned);
            }

            return new InputFile(node, stable, learned, whole ? content.ToArray() : null);
        }

        return null;
    }

    /// <param name="seen">The file as it was seen last; then as it is.</param>
    /// <param name="isWhole">It was the same before and after, and the content is what lay between.</param>
    /// <returns>False: it is no regular file, too large or not to be read.</returns>
    private bool TryRead(
        ReadOnlySpan<byte> nativePath, scoped ref FileIdentity seen, out bool isWhole, out ReadOnlySpan<byte> content)
    {
        isWhole = false;
        content = default;
        using var file = NativeDescriptor.OpenForReading(nativePath);
        if (!file.IsOpen || seen.Size > Largest)
        {
            return false;
        }

        if (seen.Size >= _buffer.Length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>((int)Math.Max(128 * 1024, seen.Size + (seen.Size / 2) + 1));
        }

        var filled = file.Read(_buffer, seen.Size);
        if (filled < 0 || FileIdentity.OfDescriptor(file.Number) is not { IsRegularFile: true } now)
        {
            return false;
        }

        isWhole = now == seen && filled == now.Size;
        content = isWhole ? _buffer.AsSpan(0, filled) : default;
        seen = now;
        return true;
    }
}
