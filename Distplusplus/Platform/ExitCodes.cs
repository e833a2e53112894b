namespace Distplusplus.Platform;

/// <summary>
/// Every exit code that is ours and not the compiler's. All are 100 or more, where compilers have none; a signal gives
/// 128 + its number. distplusplus(1) and the README list the same.
/// </summary>
internal static class ExitCodes
{
    /// <summary>The lowest own exit code.</summary>
    public const int First = 100;

    public const int Usage = 100;
    public const int CompilerNotFound = 101;
    public const int Recursion = 102;
    public const int FarmTrouble = 103;
    public const int CannotWrite = 104;
    public const int InternalError = 105;
    public const int BadConfiguration = 106;
    public const int CannotListen = 107;

    /// <summary>Each code with its meaning, for the documents.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Usage, "the command line is not valid"),
        (CompilerNotFound, "the compiler is not on PATH, or cannot be started"),
        (Recursion, "distplusplus called itself instead of a compiler"),
        (FarmTrouble, "no host compiled it, and DISTPLUSPLUS_FALLBACK=0 forbids a local compile"),
        (CannotWrite, "standard output cannot be written"),
        (InternalError, "a bug in distplusplus"),
        (BadConfiguration, "the configuration is not valid, or not safe for a build host"),
        (CannotListen, "the build host cannot listen on its address"),
    ];
}
