using System.Security.Cryptography;
using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// Reads files so that content and identity belong together, and learns what HeaderMemory is to know of them. Lives
/// as long as one collection.
/// </summary>
internal sealed class FileReader(HeaderMemory? memory, long startedNs, bool assembler)
{
    /// <summary>Coarsest clock of a file system: a file changed within it may change again and look the same.</summary>
    private const long GranularityNs = 2_000_000_000;

    private const int Tries = 3;
    private const long Largest = 256 << 20;

    private readonly IncludeScanner _scanner = new();
    private byte[] _buffer = [];

    /// <summary>What is known of a regular file of the tree, from memory or by reading it.</summary>
    /// <param name="travelsWhole">The content is wanted rather than the digest when it must be read anyway and is
    /// no longer than this.</param>
    /// <param name="obstacle">Why it could not be read.</param>
    public InputFile? Take(PathTree tree, int node, long travelsWhole, out DirectObstacle obstacle)
    {
        obstacle = DirectObstacle.Unreadable;
        if (memory is not null && !assembler && memory.TryRecall(tree.Path(node), tree.Identity(node), out var known)
            && !known.Digest.IsEmpty)
        {
            return new InputFile(node, tree.Identity(node), known, null);
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            obstacle = DirectObstacle.Changing;
            if (!TryRead(tree.NativePath(node), out var identity, out var content))
            {
                obstacle = DirectObstacle.Unreadable;
                return null;
            }

            if (identity is not { } stable)
            {
                continue;
            }

            var text = _scanner.Scan(content, assembler);
            var settled = Math.Max(stable.ModifiedNs, stable.ChangedNs) < startedNs - GranularityNs;
            var whole = content.Length <= (settled ? travelsWhole : Math.Max(travelsWhole, 64 * 1024));
            var learned = new RememberedFile(whole ? default : SHA256.HashData(content), text);
            if (settled && !whole && !assembler)
            {
                memory?.Learn(tree.Path(node), stable, learned);
            }

            return new InputFile(node, stable, learned, whole ? content.ToArray() : null);
        }

        return null;
    }

    /// <summary>The content alone, good until the next call; empty when it cannot be read or changed since.</summary>
    public ReadOnlySpan<byte> Reread(PathTree tree, InputFile file)
        => file.Content is { } kept ? kept
            : TryRead(tree.NativePath(file.Node), out var identity, out var content)
                && identity == file.Identity ? content
            : default;

    /// <param name="identity">Null when the file changed meanwhile.</param>
    private unsafe bool TryRead(
        ReadOnlySpan<byte> nativePath, out FileIdentity? identity, out ReadOnlySpan<byte> content)
    {
        identity = null;
        content = default;
        using var file = NativeDescriptor.OpenForReading(nativePath);
        if (!file.IsOpen
            || FileIdentity.OfDescriptor(file.Number) is not { IsRegularFile: true, Size: <= Largest } before)
        {
            return false;
        }

        if (before.Size >= _buffer.Length)
        {
            _buffer = new byte[Math.Max(128 * 1024, before.Size + (before.Size / 2) + 1)];
        }

        var filled = file.Read(_buffer);
        if (filled < 0)
        {
            return false;
        }

        if (filled == before.Size && FileIdentity.OfDescriptor(file.Number) is { } after && after == before)
        {
            identity = before;
            content = _buffer.AsSpan(0, filled);
        }

        return true;
    }
}
