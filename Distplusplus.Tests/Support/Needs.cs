namespace Distplusplus.Tests.Support;

/// <summary>What a test needs of the machine. Where build.sh may install, nothing is ever missing.</summary>
internal static class Needs
{
    /// <summary>Leaves the test out, with the reason, when the program is not there.</summary>
    public static void Program(string name)
    {
        if (!((string[])["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"])
            .Any(directory => System.IO.File.Exists($"{directory}/{name}")))
        {
            Assert.Ignore($"{name} is not installed: ./build.sh test says which package has it");
        }
    }

    /// <summary>As <see cref="Program"/>, for a file.</summary>
    public static void File(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            Assert.Ignore($"{path} is not there: ./build.sh test says which package has it");
        }
    }
}
