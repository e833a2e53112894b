using System.Buffers.Binary;
using Distplusplus.Client.Inputs.Caching;
using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs.Computed;

/// <summary>
/// Asks the compiler which files a unit includes, for includes whose names only it can compute. The answer is cached in
/// HeaderCache and holds as long as the same files with the same contents are found, and none that would shadow them.
/// Lives as long as one collection.
/// </summary>
/// <param name="ask">Runs the compiler with these arguments, as InputCollector's probe.</param>
/// <param name="unit">Everything of the command line, the compiler and the environment that counts.</param>
internal sealed class AskedIncludes(
    HeaderCache? memory,
    Func<IReadOnlyList<string>, (int Exit, string Output, string Error)> ask,
    CompileCommand command,
    ReadOnlyMemory<byte> unit)
{
    private readonly byte[] _key = [.. "\0asked\0"u8, .. unit.Span];

    /// <summary>The files that an earlier process was told, as the compiler spells them, and their checksum.</summary>
    public (IReadOnlyList<string> Files, ulong Sum)? Recall()
    {
        if (memory is null || !memory.TryRecall(_key, default, out var known) || known.Digest.IsEmpty)
        {
            return null;
        }

        var files = new List<string>();
        var packed = known.Text.Directives.Span;
        while (ScannedText.TryRead(ref packed, out _, out _, out var name))
        {
            files.Add(NativeText.Decode(name));
        }

        return (files, BinaryPrimitives.ReadUInt64LittleEndian(known.Digest.Span));
    }

    /// <summary>Every file the compiler reads, as it spells them; null: it did not tell.</summary>
    /// <param name="extraOptions">Options that stand for CPATH and its kin.</param>
    public IReadOnlyList<string>? Ask(IReadOnlyList<string> extraOptions)
    {
        var (exit, output, _) = ask([.. IncludeQuery.Arguments(command), .. extraOptions]);
        return exit == 0 ? MakeRule.Files(output) : null;
    }

    /// <summary>A number that differs when one of the files is another one, or has another content.</summary>
    public static ulong Sum(PathTree tree, IEnumerable<InputFile> files)
    {
        ulong sum = 0;
        foreach (var file in files)
        {
            var content = file.Known.Digest.IsEmpty ? file.Content : file.Known.Digest.Span;
            sum += ByteHash.Of(content, ByteHash.Of(tree.Path(file.Node)));
        }

        return sum;
    }

    /// <summary>Remembers them under the <see cref="Sum"/> of all files.</summary>
    public void Keep(IEnumerable<string> files, ulong sum)
    {
        var packed = new ByteBuffer(4096);
        foreach (var file in files)
        {
            var name = NativeText.Encode(file);
            var prefix = packed.Reserve(ScannedText.Prefix);
            prefix[0] = (byte)DirectiveKind.Include;
            prefix[1] = (byte)DirectiveForm.Quote;
            BinaryPrimitives.WriteUInt16LittleEndian(prefix[2..], (ushort)name.Length);
            packed.Add(name);
        }

        var digest = new byte[Sha256.Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(digest, sum);
        memory?.Learn(
            _key, default(FileIdentity),
            new RememberedFile(digest, new ScannedText(packed.ToArray(), default, ScanFlags.None)));
    }
}
