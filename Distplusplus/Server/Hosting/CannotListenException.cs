using System.Net.Sockets;

namespace Distplusplus.Server.Hosting;

/// <summary>An address cannot be listened at; says which, why and what to do. Caught where the host starts.</summary>
internal sealed class CannotListenException(string address, Exception cause)
    : IOException(Sentence(address, cause), cause)
{
    private const string UnixPrefix = "unix:";

    /// <summary>Starts what listens at an address.</summary>
    /// <exception cref="CannotListenException">The system does not let it.</exception>
    public static async Task At(string address, Func<CancellationToken, Task> start)
    {
        try
        {
            await start(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CannotListenException(address, e);
        }
    }

    private static string Sentence(string address, Exception cause)
        => $"cannot listen on {address}: "
            + (ErrorOf(cause), address.StartsWith(UnixPrefix, StringComparison.Ordinal)) switch
        {
            (SocketError.AddressAlreadyInUse, _) => "another program listens on it: stop it, or choose another address",
            (SocketError.AddressNotAvailable, true) => "its directory does not exist: create it, or choose another "
                + "path",
            (SocketError.AddressNotAvailable, false)
                => "this machine does not have that address: choose one that `ip address` shows",
            (SocketError.AccessDenied, true) => "this user cannot create a socket there: choose another path",
            (SocketError.AccessDenied, false) => "ports below 1024 need root: choose a higher port",
            _ => cause.Message,
        };

    private static SocketError? ErrorOf(Exception? e)
        => e is null ? null : e is SocketException socket ? socket.SocketErrorCode : ErrorOf(e.InnerException);
}
