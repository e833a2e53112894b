using Distplusplus.Compiler.Identity;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client.Local;

/// <summary>
/// Step 7, the fallback: the compiler on this machine. Found once per run by <see cref="CompilerSearch"/>; also queried
/// for its identity and the files it reads.
/// </summary>
/// <param name="Name">As the user called it: "g++".</param>
/// <param name="Path">Where it was found, links unresolved.</param>
/// <param name="File">The file it leads to.</param>
internal sealed record LocalCompiler(string Name, string Path, FileIdentity File)
{
    private const string Shell = "/bin/sh";

    /// <summary>Its argv[0], by which it finds its own parts: a name only where that leads to it on PATH.</summary>
    public string CalledAs { get; init; } = Path;

    /// <summary>The last part of <see cref="Path"/>.</summary>
    public string BaseName => PathText.Name(Path);

    /// <summary>
    /// The family by the name, else by the target of the link (cc, c++); null if it is no known compiler.
    /// </summary>
    public CompilerDriver? Driver
        => CompilerName.DriverOf(BaseName)
            ?? (NativeFile.RealPath(Path) is { } real && CompilerName.DriverOf(PathText.Name(real)) is { } driver
                ? driver with { IsCxx = driver.IsCxx || CompilerName.IsCxx(BaseName) }
                : null);

    /// <summary>Becomes the compiler; returns only if that fails.</summary>
    /// <returns>Our exit code for a compiler that cannot be run.</returns>
    public int Become(IReadOnlyList<string> arguments)
    {
        var error = BecomeProcess.Execute(Path, [CalledAs, .. arguments]);
        if (error == Libc.ErrorNotExecutable)
        {
            // A script without "#!": execvp and every shell run it so.
            error = BecomeProcess.Execute(Shell, [Shell, Path, .. arguments]);
        }

        ClientLog.WriteLine($"{NativeText.ForPeople(Path)} cannot be run: {Libc.Describe(error)}");
        return ExitCodes.CompilerNotFound;
    }
}
