namespace Distplusplus.Compiler;

/// <summary>
/// What -Xclang and -mllvm may say on a host: a short list, because most of what they can say loads or writes files.
/// </summary>
internal static class InnerWords
{
    private static readonly string[] s_frontend =
    [
        "-fcolor-diagnostics", "-fno-pch-timestamp", "-no-opaque-pointers", "-opaque-pointers",
        "-disable-llvm-passes", "-disable-O0-optnone",
    ];

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
            : Array.Exists(s_backend, prefix => word.StartsWith(prefix, StringComparison.Ordinal));
    }
}
