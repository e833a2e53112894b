using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Whether what clang says of a text with its includes rewritten is what it says of the source. It quotes the text,
/// which has the source's lines; the exceptions are here.
/// </summary>
internal static class ClangWords
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="read">A file's content, or null.</param>
    public static bool AreOfSource(ReadOnlySpan<byte> said, Func<string, byte[]?> read)
        => !IsOfText(said) && !NameFileTwice(said) && !NameByteOrderMark(said, read);

    // It counts anew what macros paste together; a pragma may make it warn of the text's own line marks, and a macro's
    // arguments may have the text's own conditions in them.
    private static bool IsOfText(ReadOnlySpan<byte> said)
        => said.IndexOf("<scratch space>"u8) >= 0
            || said.IndexOf("style of line directive"u8) >= 0
            || said.IndexOf("directive within macro arguments"u8) >= 0
            || said.IndexOf("-frewrite-includes */"u8) >= 0;

    /// <summary>What is defined twice by one line: of a source clang says which includes brought it.</summary>
    private static bool NameFileTwice(ReadOnlySpan<byte> said)
    {
        var before = ReadOnlySpan<byte>.Empty;
        foreach (var range in said.Split((byte)'\n'))
        {
            var line = QuotedLine.WithoutColours(said[range]);
            if (line.IndexOf(": error: "u8) is > 0 and var error)
            {
                before = line[..error];
            }
            else if (line.IndexOf(": note: previous definition is here"u8) is > 0 and var note
                && line[..note].SequenceEqual(before))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A first line that is named, of a file that begins with a mark the text has not.</summary>
    private static bool NameByteOrderMark(ReadOnlySpan<byte> said, Func<string, byte[]?> read)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in said.Split((byte)'\n'))
        {
            var line = QuotedLine.WithoutColours(said[range]);
            if (line.IndexOf(":1:"u8) is > 0 and var place
                && NativeText.Decode(line[..place]) is var name && seen.Add(name)
                && read(name) is { } file && file.AsSpan().StartsWith(ByteOrderMark))
            {
                return true;
            }
        }

        return false;
    }
}
