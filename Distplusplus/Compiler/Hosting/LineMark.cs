using System.Buffers.Text;
using Distplusplus.Platform;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// A line mark of preprocessed text: # 12 "file" 1. The client puts a blank behind one that names lines which the file
/// does not have, or a file that is not there.
/// </summary>
/// <param name="Line">Of the file, the text's next line.</param>
/// <param name="Name">As the compiler calls the file; "&lt;built-in&gt;" and its like are none.</param>
/// <param name="IsSystem">A system header.</param>
/// <param name="IsQuotable">The file may have the lines; else the compiler is to find none to quote.</param>
internal readonly record struct LineMark(int Line, string Name, bool IsSystem, bool IsQuotable)
{
    /// <summary>Names a file, not a directory or one of gcc's own places.</summary>
    public bool IsFile => Name.Length > 0 && !Name.StartsWith('<') && !Name.EndsWith("//", StringComparison.Ordinal);

    /// <summary>Null: the line is no mark.</summary>
    public static LineMark? Read(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("# "u8)
            || !Utf8Parser.TryParse(line[2..], out int number, out var digits)
            || !line[(2 + digits)..].StartsWith(" \""u8))
        {
            return null;
        }

        var rest = line[(digits + 4)..];
        var end = 0;
        while (end < rest.Length && rest[end] != '"')
        {
            end += rest[end] == '\\' ? 2 : 1;
        }

        return end < rest.Length
            ? new LineMark(
                number,
                Unescape(rest[..end]),
                IsSystem: rest[(end + 1)..].Contains((byte)'3'),
                IsQuotable: !rest.TrimEnd("\r\n"u8).EndsWith(" "u8))
            : null;
    }

    private static string Unescape(ReadOnlySpan<byte> name)
    {
        if (!name.Contains((byte)'\\'))
        {
            return NativeText.Decode(name);
        }

        var bytes = new MemoryStream(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '\\')
            {
                bytes.WriteByte(name[i]);
            }
            else if (i + 3 < name.Length && name[i + 1] is >= (byte)'0' and <= (byte)'3')
            {
                bytes.WriteByte((byte)(((name[i + 1] - '0') << 6) | ((name[i + 2] - '0') << 3) | (name[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.WriteByte(name[++i]);
            }
        }

        return NativeText.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}
