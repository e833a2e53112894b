using Distplusplus.Client.Inputs.Scanning;

namespace Distplusplus.Client.Inputs.Computed;

/// <summary>A directive whose name macros compute.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Directory">The directory that file was found in.</param>
/// <param name="Tokens">As written, comments gone.</param>
internal sealed record ComputedName(DirectiveKind Kind, int File, int Directory, byte[] Tokens);
