namespace Distplusplus.Protocol.Trust;

/// <summary>The defects of a certificate, as both sides judge it.</summary>
internal enum CertificateFlaw
{
    None,

    /// <summary>No authority that is trusted has signed it.</summary>
    UnknownAuthority,

    Expired,
    NotYetValid,

    /// <summary>Its extended key usage excludes what it is shown for.</summary>
    WrongUsage,

    /// <summary>It is for other names.</summary>
    WrongName,
}
