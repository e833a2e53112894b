namespace Distplusplus.Configuration.Choices;

/// <summary>What a build host is to shut its compilers in with.</summary>
internal enum IsolationPreference
{
    /// <summary>The best this machine has, nothing if it has none.</summary>
    Auto,

    /// <summary>The best this machine has; without any the host does not start.</summary>
    Required,

    /// <summary>Landlock and nothing else.</summary>
    Landlock,

    /// <summary>bubblewrap and nothing else.</summary>
    Bubblewrap,

    Off,
}
