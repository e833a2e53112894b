using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Grpc.Core;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Takes the contents the client sends, decodes, verifies and writes each to its place below ROOT. Made for one job,
/// used until ContentsEnd. Its twin is the client's sender.
/// </summary>
internal sealed class ContentReceiver(
    IAsyncStreamReader<CompileRequest> requests,
    JobTree tree,
    JobLimits limits,
    TimeProvider time) : IDisposable
{
    private const int BufferBytes = 128 * 1024;
    private const int LargestChunk = 1 << 20;

    // What RFC 8878 recommends every decoder to support; more would let a client take the host's memory.
    private const int LargestWindowLog = 23;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private Decompressor? _zstd;
    private long _decoded;

    /// <summary>Content bytes as they came over the wire.</summary>
    public long Received { get; private set; }

    /// <summary>Receives everything asked for.</summary>
    /// <param name="awaited">The inputs whose contents the client was told to send, by index.</param>
    /// <returns>Null, or why the job cannot be done.</returns>
    public async Task<Refusal?> ReceiveAsync(Dictionary<uint, JobInput.Named> awaited, CancellationToken cancel)
    {
        using var whole = new CancellationTokenSource(limits.Receiving, time);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel, whole.Token);
        await using var timer = time.CreateTimer(
            state => ((CancellationTokenSource)state!).Cancel(), silence, limits.Silence, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                if (!await requests.MoveNext(silence.Token))
                {
                    return Refusal.Malformed("", "the client closed its side before the contents ended");
                }

                timer.Change(limits.Silence, Timeout.InfiniteTimeSpan);
                switch (requests.Current.MessageCase)
                {
                    case CompileRequest.MessageOneofCase.End:
                        return awaited.Count == 0
                            ? null
                            : Refusal.Malformed(
                                awaited.First().Value.Path, $"{awaited.Count} contents were not sent");
                    case CompileRequest.MessageOneofCase.Content:
                        if (await ReceiveOneAsync(awaited, requests.Current.Content, Next) is { } refusal)
                        {
                            return refusal;
                        }

                        break;
                    // A message of a later minor version, which may be ignored.
                    case CompileRequest.MessageOneofCase.None:
                        break;
                    default:
                        return Refusal.Malformed("", "the client sent something else where contents belong");
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Refusal.Limit("contents", whole.IsCancellationRequested
                ? $"the client held a slot for {limits.Receiving.TotalSeconds:0} s and has not sent all contents yet"
                : $"the client held a slot and sent nothing for {limits.Silence.TotalSeconds:0} s");
        }

        async Task<ContentChunk?> Next()
        {
            if (!await requests.MoveNext(silence.Token))
            {
                return null;
            }

            timer.Change(limits.Silence, Timeout.InfiniteTimeSpan);
            return requests.Current.Content is { } chunk && Count(chunk) ? chunk : null;
        }
    }

    public void Dispose()
    {
        _zstd?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private async Task<Refusal?> ReceiveOneAsync(
        Dictionary<uint, JobInput.Named> awaited, ContentChunk first, Func<Task<ContentChunk?>> next)
    {
        if (!awaited.Remove(first.Input, out var input))
        {
            return Refusal.Malformed(
                $"{first.Input}", $"the client sent content {first.Input}, which was not asked for");
        }

        if (!Count(first))
        {
            return Refusal.Limit(input.Path, $"a chunk is larger than {LargestChunk} bytes");
        }

        var chunks = new InputChunkStream(first, next);
        var path = tree.PathOf(input);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        using (var file = FileCopy.CreateNew(path))
        {
            try
            {
                await using var decoder = Decode(chunks, first.Encoding);
                if (decoder is null)
                {
                    return Refusal.Malformed(input.Path, $"encoding {(int)first.Encoding} is not known here");
                }

                int count;
                while ((count = await decoder.ReadAsync(_buffer)) > 0)
                {
                    size += count;
                    _decoded += count;
                    if (_decoded > limits.ContentBytes)
                    {
                        return Refusal.Limit(input.Path, $"the contents of the job exceed {limits.ContentBytes} bytes");
                    }

                    if (size > input.Size)
                    {
                        return Refusal.Corrupt(input.Path, "the content is longer than the offer says");
                    }

                    NativeFile.WriteAll(file, _buffer.AsSpan(0, count), path);
                    hash.AppendData(_buffer.AsSpan(0, count));
                }
            }
            catch (Exception broken) when (broken is InvalidDataException or ZstdException or EndOfStreamException)
            {
                return Refusal.Corrupt(
                    input.Path, chunks.Trouble ?? $"the content cannot be decoded ({broken.Message})");
            }

            if (chunks.Trouble is { } trouble)
            {
                return Refusal.Corrupt(input.Path, trouble);
            }

            if (!chunks.IsWhole)
            {
                return Refusal.Corrupt(input.Path, "something follows the end of the encoded content");
            }

            NativeFile.SetModified(file, input.ModifiedNs, path);
        }

        if (size != input.Size || new ContentDigest(hash.GetHashAndReset()) != input.Digest)
        {
            return Refusal.Corrupt(
                input.Path, "the content does not match its digest; was it changed while it was sent?");
        }

        tree.Arrived(input);
        return null;
    }

    private bool Count(ContentChunk chunk)
    {
        Received += chunk.Data.Length;
        return chunk.Data.Length <= LargestChunk;
    }

    private Stream? Decode(InputChunkStream chunks, Encoding encoding)
    {
        switch (encoding)
        {
            case Encoding.Identity:
                return chunks;
            case Encoding.Gzip:
                return new GZipStream(chunks, CompressionMode.Decompress);
            case Encoding.Zstd:
                if (_zstd is null)
                {
                    _zstd = new Decompressor();
                    _zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowLog);
                }

                _zstd.ResetStream();
                return new DecompressionStream(
                    chunks, _zstd, bufferSize: 0, checkEndOfStream: true, preserveDecompressor: true, leaveOpen: true);
            default:
                return null;
        }
    }
}
