using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Hosting;

/// <summary>One option as a host's compiler is told it: paths below the job's root.</summary>
internal static class HostOption
{
    public static void Append(List<string> arguments, ParsedOption option, string root)
    {
        switch (option.Entry.Value)
        {
            case ValueMeaning.InputFile or ValueMeaning.InputDirectory or ValueMeaning.OutputFile
                or ValueMeaning.PrefixMap:
                arguments.AddRange(option.WithValue(JobPath.Below(root, option.Value)).Arguments);
                break;
            default:
                arguments.AddRange(option.Arguments);
                break;
        }
    }

    /// <summary>
    /// Directories of C headers, of which clang notes that C++ code in them may lack extern "C". Only such a note is
    /// lost where this guess fails.
    /// </summary>
    public static bool IsExternC(string directory)
    {
        var name = directory.AsSpan();
        return directory == "/include" || name.EndsWith("/usr/include")
            || (name.LastIndexOf("/usr/include/") is >= 0 and var start
                && !name[(start + 13)..].Contains('/')
                    && name[(start + 13)..].Contains("-linux", StringComparison.Ordinal));
    }
}
