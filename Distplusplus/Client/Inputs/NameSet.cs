namespace Distplusplus.Client.Inputs;

/// <summary>A set of (number, name), for seeing in nanoseconds that a question was asked before.</summary>
internal sealed class NameSet
{
    private readonly ByteBuffer _names = new(64 * 1024);
    private Entry[] _entries = new Entry[8192];
    private int _count;

    /// <summary>False when it was there already.</summary>
    public bool Add(long number, ReadOnlySpan<byte> name)
    {
        var hash = ByteHash.Of(name, (ulong)number + 1);
        var mask = _entries.Length - 1;
        var slot = (int)hash & mask;
        for (; _entries[slot].Taken; slot = (slot + 1) & mask)
        {
            ref readonly var entry = ref _entries[slot];
            if (entry.Hash == hash && entry.Number == number
                && name.SequenceEqual(_names.Array.AsSpan(entry.Start, entry.Length)))
            {
                return false;
            }
        }

        _entries[slot] = new Entry(true, hash, number, _names.Length, name.Length);
        _names.Add(name);
        if (++_count * 2 > _entries.Length)
        {
            Grow();
        }

        return true;
    }

    private void Grow()
    {
        var entries = new Entry[_entries.Length * 2];
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Taken)
            {
                var slot = (int)entry.Hash & (entries.Length - 1);
                while (entries[slot].Taken)
                {
                    slot = (slot + 1) & (entries.Length - 1);
                }

                entries[slot] = entry;
            }
        }

        _entries = entries;
    }

    private readonly record struct Entry(bool Taken, ulong Hash, long Number, int Start, int Length);
}
