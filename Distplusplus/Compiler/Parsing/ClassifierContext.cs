using Distplusplus.Compiler.Native;

namespace Distplusplus.Compiler.Parsing;

/// <summary>What ArgumentClassifier may ask of the world. Made by the client per run, by tests per case.</summary>
internal sealed record ClassifierContext
{
    /// <summary>The content of a response file, or null: it cannot be read.</summary>
    public required Func<string, byte[]?> ReadFile { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Whether configure's probes may leave the machine.</summary>
    public Func<bool> DistributeProbes { get; init; } = static () => false;

    /// <summary>
    /// What an option such as -march=native means on this machine, said explicitly; null: not known, and the compile
    /// stays here. See <see cref="NativeOption"/>.
    /// </summary>
    public Func<string, IReadOnlyList<string>?> ResolveNative { get; init; } = static _ => null;

    /// <summary>
    /// What gcc's driver makes of both -march=native and -mtune=native, given options such as -m32; null: it is no gcc
    /// that can be told so, and <see cref="ResolveNative"/> is asked.
    /// </summary>
    public Func<IReadOnlyList<string>, NativeTargetFlags?> FindProcessorWords { get; init; } = static _ => null;
}
