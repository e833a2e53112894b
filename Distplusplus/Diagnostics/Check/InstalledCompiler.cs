using Distplusplus.Compiler.Identity;

namespace Distplusplus.Diagnostics.Check;

/// <summary>A compiler of this machine as <c>check</c> found it.</summary>
/// <param name="Name">As it is called: "g++".</param>
/// <param name="Path">The file that is not us.</param>
/// <param name="Fingerprint">Null: it could not be asked.</param>
internal sealed record InstalledCompiler(string Name, string Path, Fingerprint? Fingerprint)
{
    /// <summary>Why its compiles stay here, a clause that follows its path; null: they need not.</summary>
    public string? Objection { get; init; }
}
