using Distplusplus.Protocol;
using Google.Protobuf;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// The upload of one job: sends the contents that the host lacks, and tells whether data still arrives there. Made by
/// <see cref="JobStream"/> for each grant; its counterpart is the host's ContentReceiver.
/// </summary>
internal sealed class ContentUpload(CompileCall call, Job job, TimeProvider time)
{
    /// <summary>Size of a chunk on the wire, bytes; on a slow line it must arrive within the silence limit.</summary>
    private const int ChunkBytes = 64 << 10;

    private long _sent;
    private long _arrived;
    private long _lastArrival = time.GetTimestamp();

    /// <summary>Checks that a host requests only contents that were offered, and each once.</summary>
    public static bool IsOffered(Offer offer, Granted granted)
    {
        var asked = new bool[offer.Inputs.Count];
        foreach (var input in granted.Lacking)
        {
            if (input >= asked.Length || asked[input])
            {
                return false;
            }

            asked[input] = true;
        }

        return true;
    }

    /// <returns>Why a content could not be had, or null. Trouble with the connection is told by who reads it.</returns>
    public async Task<string?> RunAsync(Granted granted, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var input in granted.Lacking)
            {
                if (job.OpenContent((int)input) is not { } content)
                {
                    return "a source file changed while it was being sent";
                }

                await SendAsync(input, content, cancellationToken);
            }

            await call.SendAsync(
                new CompileRequest { End = new ContentsEnd() }, pack: false, flush: true, isLast: true);
            return null;
        }
        catch (Exception e) when (JobStream.IsConnectionTrouble(e) || e is InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Checks for progress of the upload: a heartbeat proves only that the other direction works. Counts only data that
    /// was sent and has not arrived.
    /// </summary>
    public bool HasStalled(Heartbeat beat, TimeSpan limit)
    {
        if (beat is not { Phase: Phase.Receiving, HasReceivedBytes: true })
        {
            return false;
        }

        var arrived = (long)beat.ReceivedBytes;
        if (arrived != _arrived || arrived >= Interlocked.Read(ref _sent))
        {
            _arrived = arrived;
            _lastArrival = time.GetTimestamp();
        }

        return time.GetElapsedTime(_lastArrival) > limit;
    }

    private async Task SendAsync(
        uint input, (ReadOnlyMemory<byte> Data, Encoding Encoding) content, CancellationToken cancellationToken)
    {
        for (var at = 0; ; at += ChunkBytes)
        {
            var data = content.Data.Slice(at, Math.Min(content.Data.Length - at, ChunkBytes));
            var isLast = at + data.Length == content.Data.Length;
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Add(ref _sent, data.Length);
            await call.SendAsync(
                new CompileRequest
                {
                    Content = new ContentChunk
                    {
                        Input = input,
                        Data = UnsafeByteOperations.UnsafeWrap(data),
                        Encoding = content.Encoding,
                        Last = isLast,
                    },
                },
                pack: false,
                flush: false,
                isLast: false);
            if (isLast)
            {
                return;
            }
        }
    }
}
