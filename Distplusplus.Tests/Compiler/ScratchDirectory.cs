namespace Distplusplus.Tests.Compiler;

/// <summary>A directory of one test, removed at its end.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dpp-compiler-").FullName;

    public string Write(string name, string content)
    {
        var path = $"{Path}/{name}";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Every file, relative.</summary>
    public SortedSet<string> Files()
        => new(
            Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(file => file[(Path.Length + 1)..]),
            StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
