using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>Why a host will not run a job as offered. Goes onto the wire as it is.</summary>
/// <param name="Culprit">The option or path it is about.</param>
/// <param name="Sentence">For people.</param>
internal sealed record GateRefusal(RefusalReason Reason, string Culprit, string Sentence);
