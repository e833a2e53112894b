namespace Distplusplus.Diagnostics.Summary;

/// <summary>The number of compiles that ran locally for one reason.</summary>
/// <param name="Last">The last of them, in words.</param>
internal sealed record ReasonShare(string Reason, int Compiles, string Last);
