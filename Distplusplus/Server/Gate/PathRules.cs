using System.Text;
using Distplusplus.Platform;
using Google.Protobuf;

namespace Distplusplus.Server.Gate;

/// <summary>The rules for paths of an offer, checked before any use.</summary>
internal static class PathRules
{
    private const int LongestName = 255;

    /// <summary>Of a path; each is a directory that must stand.</summary>
    private const int MostNames = 256;

    // Years 1901 to 2262; file systems and dates of headers know no others.
    private const long EarliestTime = -(1L << 31) * 1_000_000_000;

    /// <summary>The defect of a path that must be absolute and normal; null if there is none.</summary>
    public static string? TroubleWithNormal(ByteString path, int limit)
    {
        var bytes = path.Span;
        if (TroubleWithBytes(bytes, limit) is { } trouble)
        {
            return trouble;
        }

        if (bytes[0] != '/')
        {
            return "the path is not absolute";
        }

        var rest = bytes[1..];
        while (true)
        {
            var slash = rest.IndexOf((byte)'/');
            var name = slash < 0 ? rest : rest[..slash];
            if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            {
                return "the path is not normal";
            }

            if (name.Length > LongestName)
            {
                return $"a name in it is longer than {LongestName} bytes";
            }

            if (slash < 0)
            {
                return null;
            }

            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>The defect of a path that a compiler is given, relative ones included; null if there is none.</summary>
    public static string? TroubleWithAny(ByteString path, int limit)
    {
        if (TroubleWithBytes(path.Span, limit) is { } trouble)
        {
            return trouble;
        }

        foreach (var range in MemoryExtensions.Split(Encoding.Latin1.GetString(path.Span).AsSpan(), '/'))
        {
            if (range.End.Value - range.Start.Value > LongestName)
            {
                return $"a name in it is longer than {LongestName} bytes";
            }
        }

        return null;
    }

    /// <summary>Checks that a modification time is in range.</summary>
    public static bool IsTime(long modifiedNs) => modifiedNs >= EarliestTime;

    /// <summary>The path from the top, still with what ".." and links it has.</summary>
    public static string Absolute(string workingDirectory, string path)
        => path.StartsWith('/') ? path : $"{workingDirectory}/{path}";

    public static string Text(ByteString bytes) => NativeText.Decode(bytes.Span);

    private static string? TroubleWithBytes(ReadOnlySpan<byte> bytes, int limit)
        => bytes.IsEmpty ? "the path is empty"
            : bytes.Length > limit ? $"the path is longer than {limit} bytes"
            : bytes.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0 || bytes.Contains((byte)0x7f)
                ? "the path holds a control character"
            : bytes.Count((byte)'/') > MostNames ? $"the path has more than {MostNames} names in it"
                : null;
}
