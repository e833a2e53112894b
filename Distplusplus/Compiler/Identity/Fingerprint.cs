using System.Collections.Immutable;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>The identity of a compiler, independent of its name. Equal digests give equal objects.</summary>
/// <param name="Family">gcc or clang.</param>
/// <param name="Version">For people: "gcc version 12.2.0 (Debian 12.2.0-14+deb12u1)".</param>
/// <param name="Target">"x86_64-linux-gnu".</param>
/// <param name="Digest">SHA-256 in lower-case hex.</param>
/// <param name="Languages">What it has a compiler proper for (cc1, cc1plus …).</param>
internal sealed record Fingerprint(
    CompilerFamily Family,
    string Version,
    string Target,
    string Digest,
    ImmutableArray<Language> Languages)
{
    /// <summary>The text whose SHA-256 is the digest; empty where the fingerprint was remembered.</summary>
    public string Facts { get; init; } = string.Empty;

    /// <summary>The assembler gcc calls, by name or path; empty: the compiler has its own.</summary>
    public string Assembler { get; init; } = string.Empty;

    /// <summary>It is a clang that can make objects for the target, and calls no other program for them.</summary>
    public bool CompilesAlone { get; init; }
}
