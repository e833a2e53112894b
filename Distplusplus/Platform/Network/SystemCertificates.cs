using System.Security.Cryptography.X509Certificates;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Platform.Network;

/// <summary>
/// The certificates this machine trusts for the web, which no build host is judged by. .NET reads all of them at the
/// first TLS connection of a process, which takes longer than a small compile.
/// </summary>
internal static class SystemCertificates
{
    private const string Directory = "SSL_CERT_DIR";
    private const string File = "SSL_CERT_FILE";

    /// <summary>
    /// Has them read now from where there are none. The two variables stand in the environment only meanwhile: the
    /// compiler that this process may start or become gets what it would have got.
    /// </summary>
    public static void LeaveOut()
    {
        if (!OpenSsl.IsInstalled)
        {
            return;
        }

        var (directory, file) = (NativeEnvironment.Get(Directory), NativeEnvironment.Get(File));
        NativeEnvironment.Set(Directory, "/dev/null");
        NativeEnvironment.Set(File, "/dev/null");
        try
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
            store.Open(OpenFlags.ReadOnly);

            // Opening alone reads nothing.
            _ = store.Certificates;
        }
        finally
        {
            NativeEnvironment.Set(Directory, directory);
            NativeEnvironment.Set(File, file);
        }
    }
}
