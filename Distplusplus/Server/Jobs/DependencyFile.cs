using System.Buffers;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// A dependency file as the compiler would have written it at home: ROOT taken out and the lines broken where they
/// would have been broken without it. gcc breaks before a name that would pass column 72, clang where less than two
/// columns of 75 would be left.
/// </summary>
internal static class DependencyFile
{
    private const int GccColumns = 72;
    private const int ClangColumns = 75;

    /// <param name="root">ROOT as the compiler was told it; it holds nothing that make would need quoted.</param>
    public static byte[] WithoutRoot(ReadOnlySpan<byte> file, ReadOnlySpan<byte> root, CompilerFamily family)
    {
        if (file.IndexOf(root) < 0)
        {
            return file.ToArray();
        }

        var written = new ArrayBufferWriter<byte>(file.Length);
        while (!file.IsEmpty)
        {
            var length = LengthOfRule(file);
            WriteRule(written, file[..length], root, family);
            file = file[length..];
        }

        return written.WrittenSpan.ToArray();
    }

    /// <summary>Up to and with the line end that is not continued.</summary>
    private static int LengthOfRule(ReadOnlySpan<byte> file)
    {
        for (var i = 0; i < file.Length; i++)
        {
            if (file[i] == '\n' && (i == 0 || file[i - 1] != '\\'))
            {
                return i + 1;
            }
        }

        return file.Length;
    }

    private static void WriteRule(
        ArrayBufferWriter<byte> written, ReadOnlySpan<byte> rule, ReadOnlySpan<byte> root, CompilerFamily family)
    {
        var column = 0;
        var isTarget = true;
        while (true)
        {
            var gap = GapAt(rule);
            rule = rule[gap..];
            if (rule.IsEmpty || rule[0] == '\n')
            {
                written.Write(rule);
                return;
            }

            var end = EndOfName(rule);
            var name = Without(rule[..end], root);
            rule = rule[end..];
            var closes = isTarget && name.Length > 0 && name[^1] == ':' && GapAt(rule) is var after
                && (after > 0 || rule.IsEmpty || rule[0] == '\n');
            var size = (isTarget ? name.Length : Columns(name, family)) - (closes ? 1 : 0);
            if (gap > 0)
            {
                column = Separate(written, column, size, isTarget, family);
            }

            written.Write(name);
            column += size + (closes ? 1 : 0);
            isTarget &= !closes;
        }
    }

    private static int Separate(
        ArrayBufferWriter<byte> written, int column, int size, bool isTarget, CompilerFamily family)
    {
        if (family == CompilerFamily.Gcc)
        {
            var breaks = column + size > GccColumns;
            written.Write(breaks ? " \\\n "u8 : " "u8);
            return breaks ? 1 : column + 1;
        }

        if (isTarget)
        {
            var full = column + size + 2 > ClangColumns;
            written.Write(full ? " \\\n  "u8 : " "u8);
            return full ? 2 : column + 1;
        }

        var wraps = column + size + 1 + 2 > ClangColumns;
        written.Write(wraps ? " \\\n  "u8 : " "u8);
        return wraps ? 3 : column + 1;
    }

    /// <summary>
    /// clang counts the name of a prerequisite before it is quoted; all others are counted as they are written.
    /// </summary>
    private static int Columns(ReadOnlySpan<byte> name, CompilerFamily family)
    {
        if (family == CompilerFamily.Gcc)
        {
            return name.Length;
        }

        var columns = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var quotes = i + 1 < name.Length
                && ((name[i] == '\\' && name[i + 1] is (byte)' ' or (byte)'#') || (
                    name[i] == '$' && name[i + 1] == '$'));
            columns += quotes ? 0 : 1;
        }

        return columns;
    }

    private static int GapAt(ReadOnlySpan<byte> rest)
    {
        var i = 0;
        while (i < rest.Length)
        {
            if (rest[i] == ' ')
            {
                i++;
            }
            else if (rest[i] == '\\' && i + 1 < rest.Length && rest[i + 1] == '\n')
            {
                i += 2;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    private static int EndOfName(ReadOnlySpan<byte> rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case (byte)'\n':
                    return i;
                case (byte)' ' when !IsQuoted(rest, i):
                    return i;
            }
        }

        return rest.Length;
    }

    /// <summary>A blank is part of the name when an odd number of backslashes stands before it.</summary>
    private static bool IsQuoted(ReadOnlySpan<byte> rest, int at)
    {
        var backslashes = 0;
        while (at - 1 - backslashes >= 0 && rest[at - 1 - backslashes] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }

    private static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> name, ReadOnlySpan<byte> root)
        => name.StartsWith(root) ? name[root.Length..] : name;
}
