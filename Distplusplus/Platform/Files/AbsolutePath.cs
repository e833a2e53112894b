namespace Distplusplus.Platform.Files;

/// <summary>Paths as text: no file system is asked.</summary>
internal static class AbsolutePath
{
    /// <summary>
    /// The path made absolute, without ".", "//" and trailing "/". A ".." takes the component before it away, which is
    /// where it leads only if that is no symbolic link; above "/" there is only "/".
    /// </summary>
    /// <param name="directory">Absolute.</param>
    public static string Normalize(string directory, string path)
    {
        var whole = path.StartsWith('/') ? path : $"{directory}/{path}";
        var kept = new List<string>();
        foreach (var part in whole.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    if (kept.Count > 0)
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }

                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        return "/" + string.Join('/', kept);
    }
}
