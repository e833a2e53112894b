using System.Buffers;
using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// The files that a text names, taken out of the text again and laid where gcc looks for the lines it quotes: below
/// ROOT, which goes before their absolute names in the text. What the host has of the system's own headers stays its
/// own; the client compares what is quoted with what it has. Made for one job of text.
/// </summary>
internal sealed class QuotedFiles(HostJob job, JobDirectory directory)
{
    private const int MostFiles = 2000;
    private const long LargestText = 64 << 20;
    private const int LargestGap = 1 << 20;

    private readonly byte[] _root = NativeText.Encode(directory.Root);
    private readonly Dictionary<string, QuotedFile?> _files = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _text = new();

    /// <param name="text">The text as it came, which makes room for the source it names.</param>
    /// <returns>The text's new place, or null: it stays where it is.</returns>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public string? LayOut(string text)
    {
        if (!HostCommandLine.MayQuote(job) || FileIdentity.Of(text) is not { Size: <= LargestText })
        {
            return null;
        }

        Read(NativeFile.ReadAll(text));
        NativeFile.Delete(text);
        foreach (var file in _files.Values)
        {
            try
            {
                file?.Write(directory.Root);
            }
            catch (NativeFileException)
            {
                // A name that cannot stand beside the others; the client sees that nothing is quoted from it.
            }
        }

        var place = $"{directory.Temporary}/text";
        using var handle = NativeFile.Open(
            place, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenNoFollow, 0x180);
        NativeFile.WriteAll(handle, _text.WrittenSpan, place);
        return place;
    }

    private void Read(ReadOnlySpan<byte> text)
    {
        QuotedFile? file = null;
        var number = 0;
        while (!text.IsEmpty)
        {
            var length = text.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : text.Length;
            var line = text[..length];
            text = text[length..];
            if (LineMark.Read(line) is not { } mark)
            {
                file?.Take(number++, line, LargestGap);
                _text.Write(line);
                continue;
            }

            file = mark.IsFile ? FileOf(mark) : null;
            number = mark.Line;
            if (file is not null && mark.Name.StartsWith('/'))
            {
                var name = line.IndexOf((byte)'"') + 1;
                _text.Write(line[..name]);
                _text.Write(_root);
                line = line[name..];
            }

            _text.Write(line);
        }
    }

    private QuotedFile? FileOf(LineMark mark)
    {
        if (!_files.TryGetValue(mark.Name, out var file) && _files.Count < MostFiles)
        {
            var isOurs = mark.IsSystem && mark.Name.StartsWith('/') && FileIdentity.Of(mark.Name) is not null;
            var path = isOurs ? null : JobPath.Normalize(job.WorkingDirectory, mark.Name);
            file = path is null || IsOutput(path) || ValueShape.HasControlBytes(mark.Name)
                ? null
                : new QuotedFile(job.WorkingDirectory, mark.Name, path);
            _files.Add(mark.Name, file);
        }

        return file;
    }

    private bool IsOutput(string path)
        => job.Outputs.Any(output => JobPath.Normalize(job.WorkingDirectory, output.Path) == path);
}
