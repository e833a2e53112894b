namespace Distplusplus.Server.Isolation;

/// <summary>The layers of isolation between a compiler and the machine.</summary>
internal enum IsolationLayer
{
    /// <summary>A private directory and limits.</summary>
    None,

    /// <summary>Landlock and a filter of system calls, set on the compiler at its birth.</summary>
    Landlock,

    /// <summary>Namespaces, made anew for each job by bwrap.</summary>
    Bubblewrap,
}
