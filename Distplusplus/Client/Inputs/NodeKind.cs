namespace Distplusplus.Client.Inputs;

/// <summary>The kind of a node of a <see cref="PathTree"/>.</summary>
internal enum NodeKind : byte
{
    Missing,
    File,
    Directory,
    Link,

    /// <summary>A device, pipe or socket.</summary>
    Other,
}
