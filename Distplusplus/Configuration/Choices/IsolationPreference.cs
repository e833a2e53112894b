namespace Distplusplus.Configuration.Choices;

/// <summary>The configured sandbox of a build host.</summary>
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
