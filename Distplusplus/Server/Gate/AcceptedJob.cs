using System.Collections.Immutable;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;

namespace Distplusplus.Server.Gate;

/// <summary>An offer that passed the gate, as records. Made by RequestGate, lives as long as the stream.</summary>
/// <param name="Job">What the command line is made of.</param>
/// <param name="Compiler">Which of ours does it.</param>
/// <param name="Driver">What the compiler is to call itself: argv[0], in the directory where it really is.</param>
/// <param name="Outputs">In the offer's order.</param>
/// <param name="Directories">
/// Directories that must stand: the working directory, those of outputs, those paths walk through.
/// </param>
/// <param name="Written">Those of outputs: where the compiler may write.</param>
/// <param name="Environment">"NAME=value", allowed names only, PWD not among them.</param>
/// <param name="Timeout">The smaller of the client's and ours.</param>
/// <param name="Encoding">For outputs.</param>
/// <param name="Client">user@machine.</param>
internal sealed record AcceptedJob(
    HostJob Job,
    CatalogEntry Compiler,
    string Driver,
    ImmutableArray<JobInput> Inputs,
    ImmutableArray<OutputFile> Outputs,
    ImmutableArray<string> Directories,
    ImmutableArray<string> Written,
    ImmutableArray<string> Environment,
    TimeSpan Timeout,
    Encoding Encoding,
    string Client);
