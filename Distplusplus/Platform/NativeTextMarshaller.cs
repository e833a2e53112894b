using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Distplusplus.Platform;

/// <summary>Passes a <see cref="NativeText"/> string to libc as NUL-terminated bytes.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
internal static unsafe class NativeTextMarshaller
{
    public ref struct In
    {
        public static int BufferSize => 512;

        private byte* _native;
        private bool _allocated;

        public void FromManaged(string managed, Span<byte> buffer)
        {
            var needed = (managed.Length * 3) + 1;
            Span<byte> target;
            if (needed <= buffer.Length)
            {
                target = buffer;
            }
            else
            {
                _allocated = true;
                target = new Span<byte>(NativeMemory.Alloc((nuint)needed), needed);
            }

            _native = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(target));
            int written;
            if (managed.AsSpan().ContainsAnyInRange('\uDC80', '\uDCFF'))
            {
                var bytes = NativeText.Encode(managed);
                bytes.CopyTo(target);
                written = bytes.Length;
            }
            else
            {
                written = System.Text.Encoding.UTF8.GetBytes(managed, target);
            }

            target[written] = 0;
        }

        public readonly byte* ToUnmanaged() => _native;

        public readonly void Free()
        {
            if (_allocated)
            {
                NativeMemory.Free(_native);
            }
        }
    }
}
