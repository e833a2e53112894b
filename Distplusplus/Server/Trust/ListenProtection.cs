namespace Distplusplus.Server.Trust;

/// <summary>The protection of the host's address.</summary>
internal enum ListenProtection
{
    /// <summary>Only this machine reaches it.</summary>
    ThisMachineOnly,

    Tls,

    /// <summary>Others reach it and nothing protects it: somebody has said that this is meant.</summary>
    InsecurePlaintext,

    /// <summary>The same, and nobody has said so: a host does not listen there.</summary>
    Forbidden,
}
