using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Server.Trust;

/// <summary>Safe unless told otherwise.</summary>
internal static class ListenProtections
{
    public static ListenProtection Of(ServerSettings settings) => settings.Listen switch
    {
        { Transport: HostTransport.Tls } => ListenProtection.Tls,
        { IsThisMachineOnly: true } => ListenProtection.ThisMachineOnly,
        _ when settings.InsecurePlaintext => ListenProtection.InsecurePlaintext,
        { Transport: HostTransport.PlainText } => ListenProtection.Forbidden,
        _ => ListenProtection.Tls,
    };
}
