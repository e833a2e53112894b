namespace Distplusplus.Tests.Support;

/// <summary>The program under test as users have it: the native file that build.sh leaves in artifacts.</summary>
internal static class NativeBinary
{
    /// <summary>Top of the repository: where global.json lies.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Its path. Fails the asking test in one line when it was not built.</summary>
    public static string Path
    {
        get
        {
            var path = System.IO.Path.Combine(RepositoryRoot, "artifacts", "distplusplus");
            Assert.That(path, Does.Exist, "the native binary is not there: ./build.sh publish builds it");
            return path;
        }
    }

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null;
            directory = System.IO.Path.GetDirectoryName(directory))
        {
            if (File.Exists(System.IO.Path.Combine(directory, "global.json")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException($"no global.json above {AppContext.BaseDirectory}");
    }
}
