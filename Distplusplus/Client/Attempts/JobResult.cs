using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Attempts;

/// <summary>The result of a job that was done.</summary>
/// <param name="ExitCode">The compiler's.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Files">What it wrote, still nameless; owned by the receiver.</param>
/// <param name="Missing">What was asked for and not written.</param>
/// <param name="SentBytes">All that went up: offer, contents and what HTTP/2 adds.</param>
/// <param name="ReceivedBytes">Outputs down, as on the wire.</param>
internal sealed record JobResult(
    int ExitCode,
    byte[] Output,
    byte[] Error,
    IReadOnlyList<OutputFileDraft> Files,
    IReadOnlyList<OutputFile> Missing,
    Resources Used,
    long SentBytes,
    long ReceivedBytes);
