using System.Globalization;
using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Client;

/// <summary>What one compile's line at level info tells: file, host or local, how, milliseconds, bytes.</summary>
internal sealed class CompileReport(string source, TimeProvider clock)
{
    /// <summary>Of a compile that was not taken apart: its source is the last argument that looks like one.</summary>
    public CompileReport(IReadOnlyList<string> arguments, TimeProvider clock)
        : this(arguments.LastOrDefault(a => !a.StartsWith('-') && a.Contains('.') && !a.EndsWith(".o")) ?? "?", clock)
    {
    }

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
            + $"compiler {Milliseconds(TimeSpan.FromMicroseconds(result.Used.WallUs))}){because}{after}";
    }

    /// <summary>What a compile that a host has done leaves for the summary.</summary>
    public CompileRecord RemoteRecord() => new(CompileRecordKind.Host, clock.GetUtcNow(), $"{_done!.Host}")
    {
        Took = _took,
        Processor = TimeSpan.FromMicroseconds(_done.Result.Used.UserUs + _done.Result.Used.SystemUs),
        Failures = _failures.Count,
        Note = source,
    };

    /// <summary>What a compile that no host has done leaves for the summary.</summary>
    /// <param name="compiles">The local compiler does it now.</param>
    public CompileRecord LocalRecord(WhyLocal why, bool compiles)
        => new(compiles ? CompileRecordKind.Local : CompileRecordKind.NotCompiled, clock.GetUtcNow(), why.Name)
        {
            Note = $"{source}: {why.Sentence}",
        };

    /// <summary>The line for a compile that the local compiler does.</summary>
    public string LocalLine(WhyLocal why)
        => $"{Shown}: compiled locally: {why.Name}: {why.Sentence}";

    private string Shown => NativeText.ForPeople(source);

    private static string Milliseconds(TimeSpan time)
        => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
