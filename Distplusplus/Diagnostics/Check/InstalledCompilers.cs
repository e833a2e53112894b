using Distplusplus.Compiler.Identity;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Diagnostics.Check;

/// <summary>Finds the compilers that a build on this machine would call, and queries each.</summary>
internal static class InstalledCompilers
{
    private static readonly string[] s_names = ["gcc", "g++", "clang", "clang++"];

    /// <param name="path">The value of PATH.</param>
    /// <param name="ourselves">The file we are, never taken for a compiler.</param>
    public static IEnumerable<InstalledCompiler> Find(string path, FileIdentity ourselves)
        => from name in s_names
            let file = PathSurvey.Find(name, path, ourselves)
            where file is not null
            select Ask(name, file);

    private static InstalledCompiler Ask(string name, string path)
    {
        try
        {
            return DriverQuery.Objection(path, CompilerProbe.Run, CompilerProbe.RunAlone) is { } objection
                ? new InstalledCompiler(name, path, null) { Objection = objection.Clause }
                : new InstalledCompiler(name, path, CompilerInspector.Inspect(path, CompilerProbe.Run));
        }
        catch (ProcessStartException)
        {
            return new InstalledCompiler(name, path, null);
        }
    }
}
