namespace Distplusplus.Compiler;

/// <summary>
/// Why a compile stays on this machine because of its command line. One value, one sentence
/// (LocalReasons.Sentence), one stable name (kebab-case of the value) in logs and docs.
/// </summary>
internal enum LocalReason
{
    /// <summary>No -c or -S: linking, -E, -M, --version and the like.</summary>
    NotACompile,
}
