namespace Distplusplus.Platform.Files;

/// <summary>Parts of paths as text: no file system is asked.</summary>
internal static class PathText
{
    /// <summary>The part after the last slash: "cc" of "/usr/bin/cc" and of "cc".</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The directory a file is in: "/usr" of "/usr/cc", "/" of "/cc", "." of "cc".</summary>
    public static string Directory(string path) => path.LastIndexOf('/') switch
    {
        < 0 => ".",
        0 => "/",
        var slash => path[..slash],
    };
}
