using Distplusplus.Compiler.Native;

namespace Distplusplus.Compiler.Parsing;

/// <summary>The environment of ArgumentClassifier: files, variables and settings that it may query.</summary>
internal sealed record ClassifierContext
{
    /// <summary>The content of a response file, or null: it cannot be read.</summary>
    public required Func<string, byte[]?> ReadFile { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>True if probes of configure may be sent to hosts.</summary>
    public Func<bool> DistributeProbes { get; init; } = static () => false;

    /// <summary>
    /// Resolves an option such as -march=native to explicit options of this machine; null if that is not known, so that
    /// the compile stays local. See <see cref="NativeOption"/>.
    /// </summary>
    public Func<string, IReadOnlyList<string>?> ResolveNative { get; init; } = static _ => null;

    /// <summary>
    /// Resolves both -march=native and -mtune=native as gcc's driver does, given options such as -m32; null if this gcc
    /// does not support that, so that <see cref="ResolveNative"/> is used.
    /// </summary>
    public Func<IReadOnlyList<string>, NativeTargetFlags?> FindProcessorWords { get; init; } = static _ => null;
}
