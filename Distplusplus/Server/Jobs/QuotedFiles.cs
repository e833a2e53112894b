using System.Buffers;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Options;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// The files that a text names, taken out of the text as it comes and laid where gcc looks for the lines it quotes:
/// below ROOT, which goes before their absolute names in the text. What the host has of the system's own headers stays
/// its own; the client compares what is quoted with what it has. Made for one job of text, told its bytes by
/// <see cref="ContentReceiver"/>.
/// </summary>
internal sealed class QuotedFiles : IDisposable
{
    private const int MostFiles = 2000;
    private const int MostQuoted = 64 << 20;
    private const int LargestGap = 1 << 20;

    /// <summary>A longer line is passed on as it comes: a text that is one line must not become memory.</summary>
    private const int LongestLine = 1 << 20;

    private const int GatheredBytes = 128 << 10;

    private readonly HostJob _job;
    private readonly JobDirectory _directory;
    private readonly byte[] _root;
    private readonly Dictionary<string, QuotedFile?> _files = new(StringComparer.Ordinal);
    private readonly byte[] _gathered = ArrayPool<byte>.Shared.Rent(GatheredBytes);
    private byte[] _carried = [];
    private int _carriedBytes;
    private int _gatheredBytes;
    private int _quoted;
    private QuotedFile? _file;
    private int _number;
    private bool _isInLongLine;

    private QuotedFiles(HostJob job, JobDirectory directory)
    {
        _job = job;
        _directory = directory;
        _root = NativeText.Encode(directory.Root);
        Text = $"{directory.Temporary}/text";
    }

    /// <summary>Null: the text is to stay as it is.</summary>
    public static QuotedFiles? For(HostJob job, JobDirectory directory)
        => job.Mode == SendMode.TextDirectives && HostCommandLine.MayQuote(job)
            ? new QuotedFiles(job, directory)
            : null;

    /// <summary>The text's place, which makes room for the source it names.</summary>
    public string Text { get; }

    /// <summary>A piece of the text; lines may lie across pieces.</summary>
    /// <param name="text">Its file.</param>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public void Take(ReadOnlySpan<byte> piece, SafeFileHandle text)
    {
        if (_isInLongLine)
        {
            piece = piece[EndLongLine(piece, text)..];
        }

        if (_carriedBytes > 0)
        {
            var end = piece.IndexOf((byte)'\n') + 1;
            if (end == 0 && _carriedBytes + piece.Length > LongestLine)
            {
                Write(_carried.AsSpan(0, _carriedBytes), text);
                Write(piece, text);
                (_carriedBytes, _isInLongLine) = (0, true);
                return;
            }

            Carry(end > 0 ? piece[..end] : piece);
            if (end == 0)
            {
                return;
            }

            Read(_carried.AsSpan(0, _carriedBytes), text);
            _carriedBytes = 0;
            piece = piece[end..];
        }

        var whole = piece.LastIndexOf((byte)'\n') + 1;
        Read(piece[..whole], text);
        Carry(piece[whole..]);
    }

    /// <summary>The text has ended: the files are laid out.</summary>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public void End(SafeFileHandle text)
    {
        Read(_carried.AsSpan(0, _carriedBytes), text);
        NativeFile.WriteAll(text, _gathered.AsSpan(0, _gatheredBytes), Text);
        foreach (var file in _files.Values)
        {
            try
            {
                file?.Write(_directory.Root);
            }
            catch (NativeFileException)
            {
                // A name that cannot stand beside the others; the client sees that nothing is quoted from it.
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_gathered);

    /// <returns>How much of the piece belongs to it.</returns>
    private int EndLongLine(ReadOnlySpan<byte> piece, SafeFileHandle text)
    {
        var end = piece.IndexOf((byte)'\n') + 1;
        var length = end == 0 ? piece.Length : end;
        Write(piece[..length], text);
        if (end > 0)
        {
            _isInLongLine = false;
            _number++;
        }

        return length;
    }

    private void Carry(ReadOnlySpan<byte> piece)
    {
        if (_carriedBytes + piece.Length > _carried.Length)
        {
            Array.Resize(ref _carried, 2 * (_carriedBytes + piece.Length));
        }

        piece.CopyTo(_carried.AsSpan(_carriedBytes));
        _carriedBytes += piece.Length;
    }

    private void Read(ReadOnlySpan<byte> text, SafeFileHandle place)
    {
        while (!text.IsEmpty)
        {
            if (_file is null && !text.StartsWith("# "u8))
            {
                // Nothing is quoted from it: on to the next line that may be a mark.
                var other = text.IndexOf("\n# "u8) is >= 0 and var before ? before + 1 : text.Length;
                Write(text[..other], place);
                text = text[other..];
                continue;
            }

            var length = text.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : text.Length;
            var line = text[..length];
            text = text[length..];
            if (LineMark.Read(line) is { } mark)
            {
                Enter(mark, line, place);
                continue;
            }

            if (_file is not null && _quoted < MostQuoted)
            {
                _quoted += _file.Take(_number++, line, LargestGap);
            }

            Write(line, place);
        }
    }

    private void Enter(LineMark mark, ReadOnlySpan<byte> line, SafeFileHandle place)
    {
        _file = mark.IsFile ? FileOf(mark) : null;
        _number = mark.Line;
        if (_file is not null && mark.Name.StartsWith('/'))
        {
            var name = line.IndexOf((byte)'"') + 1;
            Write(line[..name], place);
            Write(_root, place);
            line = line[name..];
        }

        if (!mark.IsQuotable)
        {
            _file = null;
        }

        Write(line, place);
    }

    private void Write(ReadOnlySpan<byte> piece, SafeFileHandle place)
    {
        if (_gatheredBytes + piece.Length > _gathered.Length)
        {
            NativeFile.WriteAll(place, _gathered.AsSpan(0, _gatheredBytes), Text);
            _gatheredBytes = 0;
            if (piece.Length > _gathered.Length)
            {
                NativeFile.WriteAll(place, piece, Text);
                return;
            }
        }

        piece.CopyTo(_gathered.AsSpan(_gatheredBytes));
        _gatheredBytes += piece.Length;
    }

    private QuotedFile? FileOf(LineMark mark)
    {
        if (!_files.TryGetValue(mark.Name, out var file) && _files.Count < MostFiles)
        {
            var isOurs = mark is { IsSystem: true, IsQuotable: true } && mark.Name.StartsWith('/')
                && FileIdentity.Of(mark.Name) is not null;
            var path = isOurs ? null : JobPath.Normalize(_job.WorkingDirectory, mark.Name);
            file = path is null || IsOutput(path) || ValueShape.HasControlBytes(mark.Name)
                ? null
                : new QuotedFile(_job.WorkingDirectory, mark.Name, path);
            _files.Add(mark.Name, file);
        }

        return file;
    }

    private bool IsOutput(string path)
        => _job.Outputs.Any(output => JobPath.Normalize(_job.WorkingDirectory, output.Path) == path);
}
