using System.Buffers.Binary;
using System.Text;
using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// What the computed includes of a unit came to, kept in HeaderMemory: it holds as long as the files that define the
/// macros concerned are the same ones. Lives as long as one collection.
/// </summary>
internal sealed class ExpansionMemory(HeaderMemory memory, ReadOnlyMemory<byte> unit)
{
    private const DirectiveKind Unknown = 0;

    private readonly byte[] _key = [.. "\0computed\0"u8, .. unit.Span];

    /// <summary>Names by tokens, the macros they rest on, and the sum over the files that define these.</summary>
    /// <returns>No names at all for tokens that only the compiler knows.</returns>
    public (Dictionary<string, List<string>?> Names, HashSet<uint> Macros, ulong Sum)? Recall()
    {
        if (!memory.TryRecall(_key, default, out var known) || known.Digest.IsEmpty)
        {
            return null;
        }

        var names = new Dictionary<string, List<string>?>(StringComparer.Ordinal);
        List<string> current = [];
        var packed = known.Text.Directives.Span;
        while (ScannedText.TryRead(ref packed, out var kind, out var form, out var text))
        {
            if (form == DirectiveForm.Computed)
            {
                current = [];
                names[Encoding.Latin1.GetString(text)] = kind == Unknown ? null : current;
            }
            else
            {
                current.Add(Encoding.Latin1.GetString(text));
            }
        }

        var hashes = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(known.Text.MacroHashes.Span);
        return (names, [.. hashes], BinaryPrimitives.ReadUInt64LittleEndian(known.Digest.Span));
    }

    public void Keep(Dictionary<string, Expansion> expansions, IReadOnlyCollection<uint> macros, ulong sum)
    {
        var packed = new ByteBuffer(4096);
        foreach (var (tokens, expansion) in expansions)
        {
            Add(packed, expansion.Names is null ? Unknown : DirectiveKind.Include, DirectiveForm.Computed, tokens);
            foreach (var name in expansion.Names ?? [])
            {
                Add(packed, DirectiveKind.Include, DirectiveForm.Quote, name);
            }
        }

        var digest = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(digest, sum);
        memory.Learn(
            _key, default(FileIdentity),
            new RememberedFile(
                digest,
                new ScannedText(
                    packed.ToArray(),
                    System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(macros.ToArray()).ToArray(),
                    ScanFlags.None)));
    }

    /// <summary>
    /// A number that differs when another file defines one of the macros, or one of those has another content.
    /// </summary>
    /// <param name="macros">Null: every file counts.</param>
    public static ulong Sum(PathTree tree, IEnumerable<InputFile> files, HashSet<uint>? macros)
    {
        ulong sum = 0;
        foreach (var file in files)
        {
            if (macros is null || file.Known.Text.MayDefine(macros))
            {
                var content = file.Known.Digest.IsEmpty ? file.Content : file.Known.Digest.Span;
                sum += ByteHash.Of(content, ByteHash.Of(tree.Path(file.Node)));
            }
        }

        return sum;
    }

    private static void Add(ByteBuffer packed, DirectiveKind kind, DirectiveForm form, string text)
    {
        var prefix = packed.Reserve(ScannedText.Prefix);
        prefix[0] = (byte)kind;
        prefix[1] = (byte)form;
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[2..], (ushort)text.Length);
        packed.Add(Encoding.Latin1.GetBytes(text));
    }
}
