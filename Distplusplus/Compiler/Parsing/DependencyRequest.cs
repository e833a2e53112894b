using System.Collections.Immutable;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Google.Protobuf;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// The dependency options (-MD, -MMD, -MF, -MT, -MQ, -MP, -MG and their -Wp, forms) of a compile, resolved.
/// </summary>
/// <param name="File">Where the compiler writes it: -MF, or what the compiler derives from -o or the source.</param>
/// <param name="SystemHeaders">-MD rather than -MMD.</param>
/// <param name="Targets">
/// -MT and -MQ in order; where none was given, the one the compiler derives (quoted as -MQ does).
/// </param>
internal sealed record DependencyRequest(
    string File,
    bool SystemHeaders,
    bool PhonyTargets,
    ImmutableArray<DependencyTarget> Targets)
{
    /// <param name="quoted">-MQ: what make would misread is quoted.</param>
    public static DependencyTarget Target(string name, bool quoted)
        => new() { Name = ByteString.CopyFrom(NativeText.Encode(name)), Quoted = quoted };

    /// <summary>-MD -MP -MF … -MT …, everything said explicitly.</summary>
    /// <param name="file">As the compiler is to name it.</param>
    public IEnumerable<string> Arguments(string file)
    {
        yield return SystemHeaders ? "-MD" : "-MMD";
        yield return "-MF";
        yield return file;
        foreach (var target in Targets)
        {
            yield return target.Quoted ? "-MQ" : "-MT";
            yield return NativeText.Decode(target.Name.Span);
        }

        if (PhonyTargets)
        {
            yield return "-MP";
        }
    }
}
