using System.Text;
using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Hosting;

/// <summary>Paths of a job by their letters alone; what links do to them is for whoever lays out the tree.</summary>
internal static class JobPath
{
    /// <summary>Absolute and without ".", ".." and doubled slashes; null: it climbs above the root.</summary>
    /// <param name="workingDirectory">Absolute.</param>
    public static string? Normalize(string workingDirectory, string path)
    {
        var parts = new List<string>();
        return Walk(path.StartsWith('/') ? "" : workingDirectory, parts) && Walk(path, parts)
            ? Join(parts)
            : null;
    }

    /// <summary>Climbs above the root, or is no path at all.</summary>
    public static bool Escapes(string workingDirectory, string path)
        => path.Length == 0 || ValueShape.HasControlBytes(path) || Normalize(workingDirectory, path) is null;

    /// <summary>
    /// Where a path of the client lies on a host: absolute ones below the root, relative ones as they are.
    /// </summary>
    public static string Below(string root, string path) => path.StartsWith('/') ? root + path : path;

    private static bool Walk(string path, List<string> parts)
    {
        foreach (var part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when parts.Count == 0:
                    return false;
                case "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return true;
    }

    private static string Join(List<string> parts)
    {
        var joined = new StringBuilder();
        foreach (var part in parts)
        {
            joined.Append('/').Append(part);
        }

        return joined.Length == 0 ? "/" : joined.ToString();
    }
}
