using System.Buffers;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Jobs;

/// <summary>One file that a text names, as far as the text has its lines. Made by <see cref="QuotedFiles"/>.</summary>
/// <param name="name">As the text has it.</param>
/// <param name="path">The same from the top, normal.</param>
internal sealed class QuotedFile(string workingDirectory, string name, string path)
{
    private readonly ArrayBufferWriter<byte> _content = new();
    private int _lines;

    /// <summary>The line of that number; the first that comes under a number counts.</summary>
    /// <param name="largestGap">Lines left out before it, at most.</param>
    /// <returns>Bytes taken.</returns>
    public int Take(int number, ReadOnlySpan<byte> line, int largestGap)
    {
        var gap = number - _lines - 1;
        if (gap < 0 || gap > largestGap)
        {
            return 0;
        }

        _content.GetSpan(gap)[..gap].Fill((byte)'\n');
        _content.Advance(gap);
        _content.Write(line);
        _lines = number;
        return gap + line.Length;
    }

    /// <summary>Lays it out, and every directory its name leads through.</summary>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public void Write(string root)
    {
        if (_lines == 0)
        {
            return;
        }

        var directories = new List<string>();
        string[] steps = name.StartsWith('/')
            ? name.Split('/')
            : [.. workingDirectory.Split('/'), .. name.Split('/')];
        foreach (var step in steps[..^1])
        {
            if (step == "..")
            {
                directories.RemoveAt(directories.Count - 1);
            }
            else if (step is not ("" or "."))
            {
                directories.Add(step);
                NativeFile.MakeDirectory($"{root}/{string.Join('/', directories)}");
            }
        }

        var place = root + path;
        using var file = NativeFile.Open(
            place, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenTruncate | Libc.OpenNoFollow, 0x180);
        NativeFile.WriteAll(file, _content.WrittenSpan, place);
    }
}
