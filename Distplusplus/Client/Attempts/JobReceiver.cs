using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// Collects the messages of a host for one job, within the limits of a job. Owned by its <see cref="JobStream"/>;
/// outputs that are not handed on are discarded.
/// </summary>
internal sealed class JobReceiver(HostAddress host, Job job) : IDisposable
{
    /// <summary>Maximum size of each output stream of the compiler, in bytes; our hosts have the same limit.</summary>
    private const int MostPrinted = 64 << 20;

    private const long MostOutput = 2L << 30;

    private const int HighestExitCode = 255;
    private const int HighestSignal = 64;

    private readonly SortedDictionary<uint, OutputFileDraft> _files = [];
    private readonly OutputAllowance _allowance = new(MostOutput);
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private long _received;
    private bool _handedOn;

    /// <exception cref="InvalidDataException">The message makes no sense here.</exception>
    /// <exception cref="Platform.Files.NativeFileException">An output cannot be written.</exception>
    public void Take(CompileReply reply)
    {
        switch (reply.MessageCase)
        {
            case CompileReply.MessageOneofCase.Printed:
                Print(reply.Printed.StandardError ? _error : _output, reply.Printed.Data.Span);
                break;
            case CompileReply.MessageOneofCase.Output:
                Take(reply.Output);
                break;
            case CompileReply.MessageOneofCase.Granted or CompileReply.MessageOneofCase.Queued:
                throw new InvalidDataException($"{reply.MessageCase} after the grant");
            default:
                break;
        }
    }

    /// <summary>Nothing follows.</summary>
    /// <param name="sent">Bytes that went up for it.</param>
    /// <exception cref="InvalidDataException">Something is missing, or no process ends so.</exception>
    public RemoteAttempt Finish(Finished finished, long sent)
    {
        if (finished.HowCase == Finished.HowOneofCase.Signal)
        {
            return finished.Signal is > 0 and <= HighestSignal
                ? new RemoteAttempt.Killed(host, (int)finished.Signal)
                : throw new InvalidDataException($"invalid signal {finished.Signal}");
        }

        if (finished.HowCase != Finished.HowOneofCase.ExitCode || _files.Values.Any(file => !file.IsWhole))
        {
            throw new InvalidDataException("the job ended before its outputs were whole");
        }

        if (finished.ExitCode > HighestExitCode)
        {
            throw new InvalidDataException($"invalid exit code {finished.ExitCode}");
        }

        if (finished.ExitCode == 0 && LacksWhatSuccessWrites() is { } lacking)
        {
            throw new InvalidDataException($"the compiler succeeded without {lacking}");
        }

        _handedOn = true;
        return new RemoteAttempt.Done(host, new JobResult(
            (int)finished.ExitCode,
            _output.ToArray(),
            _error.ToArray(),
            [.. _files.Values],
            [.. job.Outputs.Where((_, index) => !_files.ContainsKey((uint)index))],
            finished.Used ?? new Resources(),
            sent,
            _received));
    }

    public void Dispose()
    {
        if (!_handedOn)
        {
            foreach (var file in _files.Values)
            {
                file.Dispose();
            }
        }
    }

    private static void Print(MemoryStream stream, ReadOnlySpan<byte> text)
    {
        if (stream.Length + text.Length > MostPrinted)
        {
            throw new InvalidDataException($"the compiler printed more than {MostPrinted >> 20} MiB");
        }

        stream.Write(text);
    }

    // Whether a compiler writes any of the others depends on what it compiles.
    private string? LacksWhatSuccessWrites()
    {
        var lacking = job.Outputs.Where((_, index) => !_files.ContainsKey((uint)index)).Select(output => output.Kind);
        return lacking.Contains(OutputKind.Main) ? "an object"
            : lacking.Contains(OutputKind.Dependencies) ? "its dependency file"
            : null;
    }

    private void Take(OutputChunk chunk)
    {
        if (chunk.Output >= job.Outputs.Length)
        {
            throw new InvalidDataException($"output {chunk.Output} was not requested");
        }

        if (!_files.TryGetValue(chunk.Output, out var file))
        {
            file = OutputFileDraft.Create(job.Outputs[(int)chunk.Output].Path, _allowance);
            _files.Add(chunk.Output, file);
        }

        _received += chunk.Data.Length;
        file.Append(chunk);
    }
}
