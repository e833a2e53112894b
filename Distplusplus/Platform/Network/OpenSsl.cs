using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Network;

/// <summary>
/// OpenSSL, which .NET needs for TLS and does not bring along: where it is missing, .NET ends the process.
/// Whoever needs it asks here first.
/// </summary>
internal static class OpenSsl
{
    /// <summary>The remedy if it is missing.</summary>
    public const string Cure = "install it (Debian: apt-get install libssl3)";

    public static bool IsInstalled
        => NativeLibrary.TryLoad("libssl.so.3", out _) || NativeLibrary.TryLoad("libssl.so.1.1", out _);
}
