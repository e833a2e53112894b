namespace Distplusplus.Compiler.Options;

/// <summary>
/// The allow-list of values for -Xclang and -mllvm on a host; none reads, writes or loads a file. The list is short,
/// because most internal options of clang do.
/// </summary>
internal static class PassThroughAllowList
{
    private static readonly string[] s_frontend =
    [
        "-fcolor-diagnostics", "-fno-pch-timestamp", "-no-opaque-pointers", "-opaque-pointers",
        "-disable-llvm-passes", "-disable-O0-optnone", "-fopenmp", "-fno-openmp", "-fno-cxx-modules", "-fno-modules",
        "-fuse-ctor-homing", "-fno-use-ctor-homing", "-debug-info-kind=constructor", "-debug-info-kind=limited",
        "-debug-info-kind=standalone", "-debug-info-kind=line-tables-only", "-fno-validate-pch", "-mrelax-all",
        "-mno-relax-all", "-fno-legacy-pass-manager", "-flegacy-pass-manager", "-disable-lifetime-markers",
        "-fexperimental-new-constant-interpreter", "-fdeprecated-macro",
    ];

    // A dialect or a warning: of these every one.
    private static readonly string[] s_frontendFamilies = ["-std=", "-W"];

    private static readonly string[] s_backend =
    [
        "-align-all-functions=", "-asan-", "-enable-", "-hot-cold-split=", "-inline-threshold=",
        "-inlinehint-threshold=", "-hwasan-", "-msan-", "-tsan-", "-polly", "-unroll-", "-vectorize-", "-x86-",
    ];

    /// <param name="option">-Xclang or -mllvm.</param>
    public static bool Allows(string option, string word)
    {
        if (!OptionTable.IsPlainWord(word))
        {
            return false;
        }

        return option == "-Xclang"
            ? s_frontend.AsSpan().Contains(word)
                || Array.Exists(s_frontendFamilies, start => word.StartsWith(start, StringComparison.Ordinal))
            : Array.Exists(s_backend, prefix => word.StartsWith(prefix, StringComparison.Ordinal));
    }
}
