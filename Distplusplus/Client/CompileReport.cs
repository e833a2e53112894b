using Distplusplus.Client.Records;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client;

/// <summary>The log line and the record of a compile that no host has done.</summary>
internal sealed class CompileReport(string source, TimeProvider clock)
{
    /// <summary>Follows the file where the local compiler does it.</summary>
    public const string CompiledHere = ": compiled locally: ";

    /// <summary>Follows the file where strictness forbids that.</summary>
    public const string NotCompiled = ": not compiled: ";

    /// <summary>Follows the reason there.</summary>
    public const string Forbidden = "; DISTPLUSPLUS_FALLBACK=0 forbids a local compile";

    // Their values are not sources, though x.d and x.h may look like some.
    private static readonly string[] s_takeFiles =
        ["-MF", "-MT", "-MQ", "-include", "-imacros", "-I", "-isystem", "-iquote", "-idirafter"];

    /// <summary>The record, for the summary, of a compile that no host did.</summary>
    /// <param name="compiles">The local compiler does it now.</param>
    public CompileRecord LocalRecord(FallbackReason why, bool compiles)
        => new(compiles ? CompileRecordKind.Local : CompileRecordKind.NotCompiled, clock.GetUtcNow(), why.Name)
        {
            BuildSession = BuildSession.Number(),
            LacksRoom = why.LacksRoom,
            Note = $"{source}: {why.Sentence}",
        };

    /// <summary>The log line of a compile that nobody does.</summary>
    public string LocalLine(FallbackReason why)
        => $"{Shown}{CompiledHere}{why.Name}: {why.Sentence}";

    /// <summary>The line for a compile that nobody does.</summary>
    public string StrictLine(FallbackReason why)
        => $"{Shown}{NotCompiled}{why.Name}: {why.Sentence}{Forbidden}";

    /// <summary>
    /// The subject of the log line: the last argument that looks like a source; else the output, or an input.
    /// </summary>
    public static string? SubjectOf(IReadOnlyList<string> arguments)
    {
        string? source = null, output = null, input = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word == "-o" && i + 1 < arguments.Count)
            {
                output = arguments[++i];
            }
            else if (s_takeFiles.Contains(word))
            {
                i++;
            }
            else if (!word.StartsWith('-'))
            {
                input = word;
                source = SourceLanguage.IsSource(word) ? word : source;
            }
        }

        return source ?? output ?? input;
    }

    private string Shown => NativeText.ForPeople(source);
}
