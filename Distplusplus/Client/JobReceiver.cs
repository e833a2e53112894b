using Distplusplus.Configuration;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// Gathers what a host sends of one job. Owned by its <see cref="JobStream"/>; what is not handed on is thrown away.
/// </summary>
internal sealed class JobReceiver(HostAddress host, Job job) : IDisposable
{
    private readonly SortedDictionary<uint, OutputFileDraft> _files = [];
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private long _received;
    private bool _handedOn;

    /// <exception cref="InvalidDataException">The message makes no sense here.</exception>
    /// <exception cref="Platform.NativeFileException">An output cannot be written.</exception>
    public void Take(CompileReply reply)
    {
        switch (reply.MessageCase)
        {
            case CompileReply.MessageOneofCase.Printed:
                (reply.Printed.StandardError ? _error : _output).Write(reply.Printed.Data.Span);
                break;
            case CompileReply.MessageOneofCase.Output:
                Take(reply.Output);
                break;
            default:
                break;
        }
    }

    /// <summary>Nothing follows.</summary>
    /// <param name="sent">Bytes that went up for it.</param>
    /// <exception cref="InvalidDataException">Something is missing.</exception>
    public RemoteAttempt Finish(Finished finished, long sent)
    {
        if (finished.HowCase == Finished.HowOneofCase.Signal)
        {
            return new RemoteAttempt.Killed(host, (int)finished.Signal);
        }

        if (finished.HowCase != Finished.HowOneofCase.ExitCode || _files.Values.Any(file => !file.IsWhole))
        {
            throw new InvalidDataException("the job ended before its outputs were whole");
        }

        if (finished.ExitCode == 0 && !_files.ContainsKey(0))
        {
            throw new InvalidDataException("the compiler succeeded without an object");
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

    private void Take(OutputChunk chunk)
    {
        if (chunk.Output >= job.Outputs.Length)
        {
            throw new InvalidDataException($"output {chunk.Output} was never asked for");
        }

        if (!_files.TryGetValue(chunk.Output, out var file))
        {
            file = OutputFileDraft.Create(job.Outputs[(int)chunk.Output].Path);
            _files.Add(chunk.Output, file);
        }

        _received += chunk.Data.Length;
        file.Append(chunk);
    }
}
