using System.Net;
using Distplusplus.Platform;

namespace Distplusplus.Configuration.Values;

/// <summary>Parses access settings: networks, permissions, names of users and groups.</summary>
internal static class AccessText
{
    /// <summary>"10.0.0.0/8", "fd00::/8", or one address.</summary>
    public static bool Network(string text, out string? network, out string? error)
    {
        network = IPAddress.TryParse(text, out var single)
            ? new IPNetwork(single, 8 * single.GetAddressBytes().Length).ToString()
            : IPNetwork.TryParse(text, out var parsed) ? parsed.ToString()
            : null;
        error = network is not null
            ? null
            : $"\"{NativeText.ForPeople(text)}\" is not a network: write an address and a prefix length, for example "
                + "10.0.0.0/8 or fd00::/8";
        return error is null;
    }

    /// <summary>Octal, as chmod takes it.</summary>
    public static bool Mode(string text, out uint? mode, out string? error)
    {
        mode = text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7')
            ? Convert.ToUInt32(text, 8)
            : null;
        error = mode is <= 0x1FF
            ? null
            : $"\"{NativeText.ForPeople(text)}\" is not a file mode: write it in octal and in quotes, for example "
                + "\"0660\"";
        return error is null;
    }
}
