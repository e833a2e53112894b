using System.Buffers;
using Distplusplus.Client.Inputs;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// An output that is being received: an unnamed file in the target directory, so that a client killed at any time
/// leaves nothing behind. When it is complete, <see cref="Prepare"/> checks that it can be put in place, and
/// <see cref="Commit"/> does so.
/// </summary>
internal sealed class OutputFileDraft : IDisposable
{
    private const int TemporaryFile = 0x410000; // O_TMPFILE
    private const uint AllMayReadAndWrite = 0x1B6;
    private const int PieceBytes = 64 << 10;

    /// <summary>PROTOCOL.md: 8 MiB.</summary>
    private const int LargestWindowLog = 23;

    private readonly SafeFileHandle _handle;
    private string? _temporaryName;
    private bool _rewrites;
    private readonly OutputAllowance _allowance;
    private byte[] _decoded = [];
    private Encoding? _encoding;
    private Decompressor? _zstd;
    private bool _frameEnded;
    private bool _committed;

    private OutputFileDraft(
        string path, SafeFileHandle handle, string? temporaryName, OutputAllowance allowance)
    {
        Path = path;
        _handle = handle;
        _temporaryName = temporaryName;
        _allowance = allowance;
    }

    /// <summary>The target path.</summary>
    public string Path { get; }

    /// <summary>True if the last chunk was received and the frame is complete.</summary>
    public bool IsWhole { get; private set; }

    /// <param name="allowance">What all outputs of the job may hold.</param>
    /// <exception cref="NativeFileException">Nothing can be written there.</exception>
    public static OutputFileDraft Create(string path, OutputAllowance allowance)
    {
        try
        {
            return new OutputFileDraft(
                path,
                NativeFile.Open(PathText.Directory(path), TemporaryFile | Libc.OpenReadWrite, AllMayReadAndWrite),
                null,
                allowance);
        }
        catch (NativeFileException e) when (e.Error is 21 or 95 or 22)
        {
            // EISDIR, EOPNOTSUPP, EINVAL: this file system has no nameless files.
            var name = TemporaryName(path);
            return new OutputFileDraft(
                path,
                NativeFile.Open(
                    name, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive, AllMayReadAndWrite),
                name,
                allowance);
        }
    }

    /// <exception cref="InvalidDataException">The chunk cannot be decoded, or should not have come.</exception>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public void Append(OutputChunk chunk)
    {
        if (IsWhole || chunk.Encoding != (_encoding ??= chunk.Encoding))
        {
            throw new InvalidDataException(
                IsWhole ? "data after the end of an output" : "an output changes its encoding");
        }

        switch (chunk.Encoding)
        {
            case Encoding.Identity:
                Write(chunk.Data.Span);
                break;
            case Encoding.Zstd:
                Decode(chunk.Data.Span);
                break;
            case Encoding.Gzip:
            default:
                throw new InvalidDataException($"an encoding that was not requested: {chunk.Encoding}");
        }

        if (chunk.Last)
        {
            IsWhole = _zstd is null
                || _frameEnded ? true : throw new InvalidDataException("a compressed output ends too early");
        }
    }

    /// <summary>
    /// Does everything that may fail before anything is changed: opens the existing file, or names the draft next to
    /// it, with the mode of a new file.
    /// </summary>
    /// <param name="writeInto">The file that stands there keeps its inode, owner and mode.</param>
    /// <exception cref="NativeFileException">It cannot stand there.</exception>
    public void Prepare(bool writeInto)
    {
        if (writeInto)
        {
            using var standing = NativeFile.Open(Path, Libc.OpenWriteOnly);
            _rewrites = true;
        }
        else if (_temporaryName is null)
        {
            var name = TemporaryName(Path);
            NativeFile.LinkDescriptor((int)_handle.DangerousGetHandle(), name);
            _temporaryName = name;
        }
    }

    /// <summary>Replaces or rewrites the existing file, as prepared.</summary>
    /// <exception cref="NativeFileException">It cannot stand there.</exception>
    public void Commit()
    {
        if (_rewrites)
        {
            var content = NativeFile.ReadAgain(_handle, Path);
            using var standing = NativeFile.Open(Path, Libc.OpenWriteOnly | Libc.OpenTruncate);
            NativeFile.WriteAll(standing, content, Path);
        }
        else
        {
            NativeFile.Rename(_temporaryName!, Path);
            _committed = true;
        }
    }

    public void Dispose()
    {
        if (!_committed && _temporaryName is { } name && !_handle.IsClosed)
        {
            NativeFile.Delete(name);
        }

        _handle.Dispose();
        _zstd?.Dispose();
    }

    /// <summary>Beside the output, and short: an output may have the longest of names.</summary>
    private static string TemporaryName(string path)
        => path[..(path.LastIndexOf('/') + 1)]
            + $".{ByteHash.Of(NativeText.Encode(path)):x}.{Environment.ProcessId}.dpp~";

    /// <summary>The size that the frame declares; null if it declares none.</summary>
    private static ulong? DeclaredSize(ReadOnlySpan<byte> frame)
    {
        try
        {
            return Decompressor.GetDecompressedSize(frame);
        }
        catch (ZstdException)
        {
            return null;
        }
    }

    private void Write(ReadOnlySpan<byte> decoded)
    {
        _allowance.Take(decoded.Length);
        NativeFile.WriteAll(_handle, decoded, Path);
    }

    /// <exception cref="InvalidDataException">The frame says that it holds too much.</exception>
    private Decompressor Unpacker(ReadOnlySpan<byte> start)
    {
        if (DeclaredSize(start) is { } declared)
        {
            _allowance.Check(declared);
        }

        var zstd = new Decompressor();
        zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowLog);
        return zstd;
    }

    private void Decode(ReadOnlySpan<byte> data)
    {
        _zstd ??= Unpacker(data);
        _decoded = _decoded.Length > 0 ? _decoded : new byte[PieceBytes];
        var status = _frameEnded ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
        while (
            status != OperationStatus.InvalidData && (!data.IsEmpty || status == OperationStatus.DestinationTooSmall))
        {
            status = _zstd.UnwrapStream(data, _decoded, out var consumed, out var written);
            Write(_decoded.AsSpan(0, written));
            data = data[consumed..];
            _frameEnded = status == OperationStatus.Done;
            if (_frameEnded && !data.IsEmpty)
            {
                status = OperationStatus.InvalidData;
            }
        }

        if (status == OperationStatus.InvalidData)
        {
            throw new InvalidDataException("a compressed output is garbled");
        }
    }
}
