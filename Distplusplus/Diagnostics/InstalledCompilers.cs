using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Diagnostics;

/// <summary>Finds the compilers of this machine that a build would call, and asks each what it is.</summary>
internal static class InstalledCompilers
{
    private static readonly string[] s_names = ["gcc", "g++", "clang", "clang++"];

    /// <param name="path">The value of PATH.</param>
    /// <param name="ourselves">The file we are, never taken for a compiler.</param>
    public static IEnumerable<InstalledCompiler> Find(string path, FileIdentity ourselves)
        => from name in s_names
            let file = PathSurvey.Find(name, path, ourselves)
            where file is not null
            select new InstalledCompiler(name, file, Inspect(file));

    /// <summary>Null: it is neither gcc nor clang, or cannot be run.</summary>
    public static Fingerprint? Inspect(string path)
    {
        try
        {
            return CompilerInspector.Inspect(path, CompilerProbe.Run);
        }
        catch (ProcessStartException)
        {
            return null;
        }
    }
}
