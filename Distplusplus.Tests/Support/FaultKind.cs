namespace Distplusplus.Tests.Support;

/// <summary>What <see cref="FaultProxy"/> does to the connections through it.</summary>
internal enum FaultKind
{
    /// <summary>Hands everything on.</summary>
    None,

    /// <summary>Nothing listens: connection refused.</summary>
    Refuse,

    /// <summary>A connection is never established: the queue of the listener is full.</summary>
    Blackhole,

    /// <summary>Accepts and never says a word.</summary>
    Mute,

    /// <summary>After the given number of bytes from the host nothing more comes, and nothing closes.</summary>
    Stall,

    /// <summary>After the given number of bytes from the host both connections are reset.</summary>
    Reset,

    /// <summary>No more than the given number of bytes a second, each way.</summary>
    Throttle,

    /// <summary>After the given number of bytes from the host one byte is changed.</summary>
    Corrupt,

    /// <summary>After the given number of bytes from the client nothing more goes up; the way down lives.</summary>
    StallUp,

    /// <summary>After the given number of bytes from the client one bit is changed.</summary>
    CorruptUp,

    /// <summary>Answers everybody with something that is no HTTP/2.</summary>
    Garbage,

    /// <summary>Everything arrives the given number of milliseconds later, each way.</summary>
    Delay,
}
