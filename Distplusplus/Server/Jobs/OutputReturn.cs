using System.IO.Compression;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Distplusplus.Server.Gate;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Finds the declared outputs below ROOT, makes sure none names ROOT, and sends them down. Made for one job. Nothing
/// but regular files is ever opened.
/// </summary>
internal sealed class OutputReturn(AcceptedJob job, JobDirectory directory) : IDisposable
{
    // On a slow line a piece must arrive well within a client's patience for silence.
    private const int PieceBytes = 64 * 1024;

    private readonly RootPathScrubber _traces = new(directory, job.Job.IsAtRoot);
    private readonly List<(uint Index, Stream Content)> _outputs = [];

    /// <summary>Bytes sent, as they went over the wire.</summary>
    public long Sent { get; private set; }

    /// <summary>Opens and searches everything.</summary>
    /// <returns>Null, or why the job cannot be answered.</returns>
    /// <exception cref="NativeFileException">Not readable.</exception>
    public Refusal? Collect()
    {
        for (var index = 0; index < job.Outputs.Length; index++)
        {
            var output = job.Outputs[index];
            var path = PathRules.Absolute(job.Job.WorkingDirectory, output.Path);
            var file = OpenRegular(path);
            if (file is null)
            {
                continue;
            }

            if (output.Kind == OutputKind.Dependencies)
            {
                var written = ReadAll(file);
                file.Dispose();
                if (job.Job.IsAtRoot && !_traces.AreOfCompiler(written, job.Job.SystemDirectories))
                {
                    return RootIn(output);
                }

                var content = DependencyFile.WithoutRoot(written, _traces.Root, job.Job.Family);
                _outputs.Add(((uint)index, new MemoryStream(content, writable: false)));
                if (_traces.IsIn(content))
                {
                    return RootIn(output);
                }
            }
            else
            {
                _outputs.Add(((uint)index, new FileStream(file, FileAccess.Read, bufferSize: 0)));
                if (_traces.IsIn(file, path))
                {
                    return RootIn(output);
                }
            }
        }

        return null;
    }

    public async Task SendAsync(ReplyStream down)
    {
        foreach (var (index, content) in _outputs)
        {
            content.Position = 0;
            await SendAsync(down, index, content, content.Length);
        }
    }

    public void Dispose()
    {
        _outputs.ForEach(output => output.Content.Dispose());
    }

    private async Task SendAsync(ReplyStream down, uint index, Stream content, long length)
    {
        // Small ones too: the frame's checksum is what finds a bit that flipped on the way.
        var encoding = job.Encoding;
        var packed = new MemoryStream();
        var packer = Pack(packed, encoding, length);
        var piece = new byte[(int)Math.Min(Math.Max(length, 1), PieceBytes)];
        int count;
        while ((count = content.Read(piece)) > 0)
        {
            packer.Write(piece, 0, count);
            if (packed.Length >= PieceBytes)
            {
                await SendPieceAsync(down, index, encoding, packed, last: false);
            }
        }

        if (packer != packed)
        {
            await packer.DisposeAsync();
        }

        await SendPieceAsync(down, index, encoding, packed, last: true);
    }

    private static Stream Pack(MemoryStream packed, Encoding encoding, long length) => encoding switch
    {
        Encoding.Zstd => Checked(new CompressionStream(packed, level: 1, leaveOpen: true), length),
        Encoding.Gzip => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        Encoding.Identity => packed,
    };

    // With its length in the frame, both sides take no more memory than it needs.
    private static CompressionStream Checked(CompressionStream stream, long length)
    {
        stream.SetPledgedSrcSize((ulong)length);
        stream.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return stream;
    }

    private async Task SendPieceAsync(
        ReplyStream down, uint index, Encoding encoding, MemoryStream packed, bool last)
    {
        // One packed piece may be a little longer than what went into it, never than what a message may hold.
        await down.WriteAsync(new CompileReply
        {
            Output = new OutputChunk
            {
                Output = index,
                Data = ByteString.CopyFrom(packed.GetBuffer(), 0, (int)packed.Length),
                Encoding = encoding,
                Last = last,
            },
        });
        Sent += packed.Length;
        packed.SetLength(0);
    }

    private SafeFileHandle? OpenRegular(string path)
    {
        var file = NativeFile.OpenBeneath(
            directory.Root, path, Libc.OpenReadOnly | Libc.OpenNoFollow | Libc.OpenNonBlocking);
        if (file is null || FileIdentity.OfDescriptor((int)file.DangerousGetHandle()) is { IsRegularFile: true })
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private static byte[] ReadAll(SafeFileHandle file)
    {
        var content = new byte[RandomAccess.GetLength(file)];
        return content[..RandomAccess.Read(file, content, 0)];
    }

    private static Refusal RootIn(OutputFile output) => new(
        RefusalReason.RootInOutput,
        output.Path,
        $"{NativeText.ForPeople(output.Path)}: the compiler wrote the host's own directory into it");
}
