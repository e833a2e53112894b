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
    /// Makes .NET read the system certificates now, from an empty location. The two variables are set only for that
    /// time: the compiler that this process starts or becomes gets the original environment.
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
