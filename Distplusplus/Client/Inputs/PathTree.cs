using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// The part of the file system that a collection has seen: each name is queried once, links are kept as links. Paths
/// are resolved as the kernel does, so the result is what a compiler would open. Lives as long as one collection; names
/// are bytes.
/// </summary>
internal sealed unsafe class PathTree
{
    public const int Root = 0;

    private const int Nowhere = -1;
    private const int Unknown = -2;
    private const int DeepestLinks = 40;

    private readonly ByteBuffer _paths = new(128 * 1024);
    private Node[] _nodes = new Node[2048];
    private FileIdentity[] _identities = new FileIdentity[2048];
    private int[] _slots = new int[8192];

    public PathTree()
    {
        _paths.Add("/\0"u8);
        _nodes[Root] = new Node { Kind = NodeKind.Directory, PathLength = 1, NameStart = 1, Target = Unknown };
        Count = 1;
    }

    public int Count { get; private set; }

    /// <summary>The first thing that makes the walk unreliable, if any.</summary>
    public DirectObstacle? Trouble { get; private set; }

    /// <summary>The path <see cref="Trouble"/> is about.</summary>
    public string TroublePath { get; private set; } = "";

    public NodeKind Kind(int node) => _nodes[node].Kind;

    public int Parent(int node) => _nodes[node].Parent;

    public ref readonly FileIdentity Identity(int node) => ref _identities[node];

    public bool IsNeeded(int node) => _nodes[node].Needed;

    public void Need(int node) => _nodes[node].Needed = true;

    /// <summary>Absolute and normal.</summary>
    public ReadOnlySpan<byte> Path(int node)
        => _paths.Array.AsSpan(_nodes[node].PathStart, _nodes[node].PathLength);

    /// <summary>The same with a terminating NUL, valid until the next lookup.</summary>
    public ReadOnlySpan<byte> NativePath(int node)
        => _paths.Array.AsSpan(_nodes[node].PathStart, _nodes[node].PathLength + 1);

    /// <summary>Where a path leads, all links followed; the links and directories passed are needed then.</summary>
    /// <param name="holder">The directory its last name stands in, before a link at the very end is followed.</param>
    /// <returns>-1 when there is nothing.</returns>
    public int Walk(int from, ReadOnlySpan<byte> path, out int holder) => Walk(from, path, 0, out holder);

    /// <summary>The nodes to send explicitly: needed directories without a needed descendant, links, files.</summary>
    public bool[] ImpliedDirectories()
    {
        var implied = new bool[Count];
        for (var node = Count - 1; node > 0; node--)
        {
            if (_nodes[node].Needed)
            {
                for (var above = _nodes[node].Parent; above != Root && !implied[above]; above = _nodes[above].Parent)
                {
                    implied[above] = true;
                }
            }
        }

        return implied;
    }

    private int Walk(int from, ReadOnlySpan<byte> path, int depth, out int holder)
    {
        holder = Nowhere;
        var current = from;
        if (!path.IsEmpty && path[0] == '/')
        {
            current = Root;
        }

        while (!path.IsEmpty)
        {
            if (path[0] == '/')
            {
                path = path[1..];
                if (path.IsEmpty && _nodes[current].Kind != NodeKind.Directory)
                {
                    return Nowhere;
                }

                continue;
            }

            var slash = path.IndexOf((byte)'/');
            var name = slash < 0 ? path : path[..slash];
            path = path[name.Length..];
            if (_nodes[current].Kind != NodeKind.Directory)
            {
                return Nowhere;
            }

            if (name.SequenceEqual("."u8))
            {
                continue;
            }

            if (name.SequenceEqual(".."u8))
            {
                if (current == Root)
                {
                    Fail(DirectObstacle.ClimbsAboveRoot, path);
                    return Nowhere;
                }

                Need(current);
                current = _nodes[current].Parent;
                continue;
            }

            var found = Lookup(current, name);
            holder = current;
            switch (_nodes[found].Kind)
            {
                case NodeKind.Missing:
                    return Nowhere;
                case NodeKind.Link:
                    Need(found);
                    current = Follow(found, depth);
                    if (current < 0)
                    {
                        return Nowhere;
                    }

                    break;
                default:
                    current = found;
                    break;
            }
        }

        return current;
    }

    private int Follow(int link, int depth)
    {
        if (_nodes[link].Target != Unknown)
        {
            return _nodes[link].Target;
        }

        if (depth >= DeepestLinks)
        {
            Fail(DirectObstacle.Unreadable, Path(link));
            return Nowhere;
        }

        var target = LinkTarget(link);
        var led = target is null ? Nowhere : Walk(_nodes[link].Parent, target, depth + 1, out _);
        _nodes[link].Target = led;
        return led;
    }

    /// <summary>As readlink tells.</summary>
    public byte[]? LinkTarget(int link)
        => NativeFile.ReadLink(NativeText.Decode(Path(link))) is { } target ? NativeText.Encode(target) : null;

    private int Lookup(int parent, ReadOnlySpan<byte> name)
    {
        var hash = ByteHash.Of(name, (ulong)parent + 1);
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var candidate = _slots[slot];
            ref var node = ref _nodes[candidate];
            if (node.Parent == parent && node.Hash == (uint)hash
                && name.SequenceEqual(
                    _paths.Array.AsSpan(node.NameStart, node.PathStart + node.PathLength - node.NameStart)))
            {
                return candidate;
            }
        }

        var created = Create(parent, name, (uint)hash);
        _slots[slot] = created;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return created;
    }

    private int Create(int parent, ReadOnlySpan<byte> name, uint hash)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
            Array.Resize(ref _identities, Count * 2);
        }

        var (parentStart, parentLength) = (_nodes[parent].PathStart, parent == Root ? 0 : _nodes[parent].PathLength);
        var start = _paths.Length;
        var path = _paths.Reserve(parentLength + 1 + name.Length + 1);
        _paths.Array.AsSpan(parentStart, parentLength).CopyTo(path);
        path[parentLength] = (byte)'/';
        name.CopyTo(path[(parentLength + 1)..]);
        path[^1] = 0;

        var node = Count++;
        _nodes[node] = new Node
        {
            Parent = parent,
            PathStart = start,
            PathLength = path.Length - 1,
            NameStart = start + parentLength + 1,
            Hash = hash,
            Target = Unknown,
            Kind = NodeKind.Missing,
        };
        fixed (byte* native = path)
        {
            if (FileIdentity.OfBytes(native, followLinks: false, out var error) is { } identity)
            {
                _identities[node] = identity;
                _nodes[node].Kind = identity.IsRegularFile ? NodeKind.File
                    : identity.IsDirectory ? NodeKind.Directory
                    : identity.IsSymbolicLink ? NodeKind.Link
                    : NodeKind.Other;
            }
            else if (error is not Libc.ErrorNoEntry and not Libc.ErrorNotDirectory)
            {
                Fail(DirectObstacle.Unreadable, path[..^1]);
            }
        }

        return node;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var node = 1; node < Count; node++)
        {
            var slot = (int)_nodes[node].Hash & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = node;
        }

        _slots = slots;
    }

    private void Fail(DirectObstacle trouble, ReadOnlySpan<byte> path)
    {
        if (Trouble is null)
        {
            Trouble = trouble;
            TroublePath = NativeText.Decode(path);
        }
    }

    private struct Node
    {
        public int Parent;
        public int PathStart;
        public int PathLength;
        public int NameStart;
        public uint Hash;
        public int Target;
        public NodeKind Kind;
        public bool Needed;
    }
}
