using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Processes;

/// <summary>A NULL-terminated array of C strings (argv, envp), freed with it.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    public NativeStrings(IReadOnlyList<string> strings)
    {
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        _count = strings.Count;
        for (var i = 0; i < strings.Count; i++)
        {
            var bytes = NativeText.Encode(strings[i]);
            var native = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(native, bytes.Length));
            native[bytes.Length] = 0;
            Pointer[i] = native;
        }
    }

    private readonly int _count;

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
        {
            NativeMemory.Free(Pointer[i]);
        }

        NativeMemory.Free(Pointer);
    }
}
