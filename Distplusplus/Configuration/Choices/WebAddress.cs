using System.Diagnostics.CodeAnalysis;

namespace Distplusplus.Configuration.Choices;

/// <summary>Where a build host shows itself: a port of this machine, or IP:PORT.</summary>
internal static class WebAddress
{
    private const string Form = "write a port, for example 3634, or IP:PORT, for example 127.0.0.1:3634";

    /// <summary>A bare port means loopback: whoever wants others to look says so.</summary>
    /// <param name="error">One sentence: what is wrong and the right form.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out HostAddress? address, [NotNullWhen(false)] out string? error)
    {
        var written = text.Trim();
        if (written.Length > 0 && written.All(char.IsAsciiDigit))
        {
            written = $"127.0.0.1:{written}";
        }

        if (HostAddress.TryParseListener(written, out address, out error)
            && address.Kind == HostAddressKind.Network && written.Contains(':'))
        {
            return true;
        }

        (address, error) = (null, $"\"{text}\" is not valid: {Form}");
        return false;
    }
}
