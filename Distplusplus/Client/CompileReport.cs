using System.Globalization;
using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>What one compile's line at level info tells: file, host or local, how, milliseconds, bytes.</summary>
internal sealed class CompileReport(string source, TimeProvider clock)
{
    /// <summary>Of a command line that was not taken apart.</summary>
    /// <param name="compiler">As it was called.</param>
    public CompileReport(string compiler, IReadOnlyList<string> arguments, TimeProvider clock)
        : this(SubjectOf(arguments) ?? compiler, clock)
    {
    }

    /// <summary>Follows the file where the local compiler does it.</summary>
    public const string CompiledHere = ": compiled locally: ";

    /// <summary>Follows the file where strictness forbids that.</summary>
    public const string NotCompiled = ": not compiled: ";

    /// <summary>Follows the reason there.</summary>
    public const string Forbidden = "; DISTPLUSPLUS_FALLBACK=0 forbids to compile it here";

    private readonly long _start = clock.GetTimestamp();
    private long _scanStart;
    private TimeSpan _scan;
    private int _files;
    private RemoteAttempt.Done? _done;
    private IReadOnlyList<RemoteAttempt> _failures = [];
    private TimeSpan _took;

    /// <summary>Why the direct way was left, or null.</summary>
    public string? DirectObstacle { get; set; }

    /// <summary>The text that was sent, if any.</summary>
    public TextForm? Form { get; set; }

    public void ScanStarts() => _scanStart = clock.GetTimestamp();

    public void Scanned(int files)
    {
        _scan = clock.GetElapsedTime(_scanStart);
        _files = files;
    }

    /// <summary>A host has done it.</summary>
    /// <param name="failures">The attempts before that one.</param>
    public void Done(RemoteAttempt.Done done, IReadOnlyList<RemoteAttempt> failures)
    {
        _done = done;
        _failures = failures;
        _took = clock.GetElapsedTime(_start);
    }

    /// <summary>What must not go unnoticed although another host has done it; null: nothing.</summary>
    public string? Alarm
        => _failures.OfType<RemoteAttempt.Failed>().FirstOrDefault(failed => failed.Failure.IsAlarming) is { } alarm
            ? $"{Shown}: compiled on {_done!.Host}, because {alarm.Sentence}"
            : null;

    /// <summary>The line for a compile that a host has done.</summary>
    public string RemoteLine()
    {
        var way = Form is { } form
            ? $"text, {(form == TextForm.Directives ? "directives" : "expanded")}"
            : $"direct, {_files} files, scanned in {Milliseconds(_scan)}";
        var because = Form is not null && DirectObstacle is { } obstacle ? $" (not direct: {obstacle})" : string.Empty;
        var after = _failures.Count == 0
            ? string.Empty
            : $" after {string.Join("; ", _failures.Select(f => f.Sentence))}";
        var result = _done!.Result;
        return $"{Shown}: compiled on {_done.Host} in {Milliseconds(_took)} "
            + $"({way}, {ByteText.Of(result.SentBytes)} up, {ByteText.Of(result.ReceivedBytes)} down, "
            + $"compiler {Milliseconds(PeerTime.FromMicroseconds(result.Used.WallUs))}){because}{after}";
    }

    /// <summary>What a compile that a host has done leaves for the summary.</summary>
    public CompileRecord RemoteRecord() => new(CompileRecordKind.Host, clock.GetUtcNow(), $"{_done!.Host}")
    {
        Took = _took,
        Processor = PeerTime.FromMicroseconds(_done.Result.Used.UserUs, _done.Result.Used.SystemUs),
        Failures = _failures.Count,
        Asker = Asker.Number(),
        Note = source,
    };

    /// <summary>What a compile that no host has done leaves for the summary.</summary>
    /// <param name="compiles">The local compiler does it now.</param>
    public CompileRecord LocalRecord(WhyLocal why, bool compiles)
        => new(compiles ? CompileRecordKind.Local : CompileRecordKind.NotCompiled, clock.GetUtcNow(), why.Name)
        {
            Asker = Asker.Number(),
            LacksRoom = why.LacksRoom,
            Note = $"{source}: {why.Sentence}",
        };

    /// <summary>The line for a compile that the local compiler does.</summary>
    public string LocalLine(WhyLocal why)
        => $"{Shown}{CompiledHere}{why.Name}: {why.Sentence}";

    /// <summary>The line for a compile that nobody does.</summary>
    public string StrictLine(WhyLocal why)
        => $"{Shown}{NotCompiled}{why.Name}: {why.Sentence}{Forbidden}";

    /// <summary>The source: the last argument that looks like one; else what is made, or what it is made of.</summary>
    private static string? SubjectOf(IReadOnlyList<string> arguments)
    {
        string? source = null, output = null, input = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word == "-o" && i + 1 < arguments.Count)
            {
                output = arguments[++i];
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

    private static string Milliseconds(TimeSpan time)
        => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
