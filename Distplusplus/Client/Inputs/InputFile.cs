using Distplusplus.Client.Inputs.Caching;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs;

/// <summary>A regular file of the closure while it grows.</summary>
/// <param name="Node">Where it stands in the tree.</param>
/// <param name="Identity">As it was when its content was read, now or by an earlier process.</param>
/// <param name="Content">Kept where it is to travel with the offer.</param>
internal sealed record InputFile(int Node, FileIdentity Identity, RememberedFile Known, byte[]? Content);
