using System.Globalization;
using System.Net;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;

namespace Distplusplus.Configuration.Values;

/// <summary>The kinds of values that settings have.</summary>
internal static class ValueForms
{
    public static ValueForm<bool> Flag { get; } = Choice(ChoiceText.Flags);

    public static ValueForm<LogThreshold> LogLevel { get; } = Choice(ChoiceText.LogLevels);

    public static ValueForm<TimeSpan> Duration { get; } = ValueForm<TimeSpan>.Expecting(
        DurationText.Form, DurationText.TryParse, DurationText.Format);

    public static ValueForm<long> Bytes { get; } = ValueForm<long>.Expecting(
        ByteSizeText.Form, ByteSizeText.TryParse, ByteSizeText.Format);

    /// <summary>An amount of bytes; none: chosen when it is needed.</summary>
    public static ValueForm<long?> BytesOrAutomatic { get; } = ValueForm<long?>.Expecting(
        ByteSizeText.Form,
        (string text, out long? bytes) =>
        {
            bytes = ByteSizeText.TryParse(text, out var amount) ? amount : null;
            return bytes.HasValue;
        },
        bytes => bytes is { } amount ? ByteSizeText.Format(amount) : Automatic);

    public static ValueForm<IsolationPreference> Isolation { get; } = Choice(ChoiceText.Isolations);

    /// <summary>The name of an account; none: chosen when it is needed.</summary>
    public static ValueForm<string?> User { get; } = new(TryParseUser, name => name ?? Automatic);

    public static ValueForm<HostAddress> Host { get; } = new(HostAddress.TryParse, host => host.ToString());

    public static ValueForm<HostAddress> Listener { get; } = new(
        HostAddress.TryParseListener, address => address.ToString());

    public static ValueForm<LogFormat> LogFormat { get; } = Choice(ChoiceText.LogFormats);

    /// <summary>A port of this machine, or IP:PORT; none: nothing is shown.</summary>
    public static ValueForm<HostAddress?> Web { get; } = new(
        TryParseWeb, address => address?.ToString() ?? "off");

    /// <summary>An absolute path; none: chosen when it is needed.</summary>
    public static ValueForm<string?> Directory { get; } = new(TryParseDirectory, path => path ?? Automatic);

    /// <summary>An absolute path that may be left out.</summary>
    public static ValueForm<string?> File { get; } = new(TryParseDirectory, path => path ?? "none");

    /// <summary>The name or number of a user or group, or a name in a certificate.</summary>
    public static ValueForm<string?> Name { get; } = new(TryParseName, name => name ?? Automatic);

    public static ValueForm<string?> Network { get; } = new(TryParseNetwork, network => network!);

    public static ValueForm<uint?> Permissions { get; } = new(
        TryParseMode, mode => mode is { } bits ? $"0{Convert.ToString(bits, 8)}" : Automatic);

    private const string Automatic = "auto";

    /// <summary>A whole number between two bounds; none: chosen when it is needed.</summary>
    public static ValueForm<int?> Number(int lowest, int highest) => ValueForm<int?>.Expecting(
        $"a number from {lowest} to {highest}",
        (string text, out int? number) =>
        {
            number = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                && parsed >= lowest && parsed <= highest ? parsed : null;
            return number.HasValue;
        },
        number => number?.ToString(CultureInfo.InvariantCulture) ?? Automatic);

    private static ValueForm<T> Choice<T>(Choice<T> choice)
        where T : struct
        => ValueForm<T>.Expecting(choice.Words, choice.TryParse, choice.Name);

    private static bool TryParseUser(string text, out string? name, out string? error)
    {
        name = text;
        error = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '$')
            ? null
            : $"\"{NativeText.ForPeople(text)}\" is not a user name: write for example distplusplus";
        return error is null;
    }

    private static bool TryParseName(string text, out string? name, out string? error)
    {
        name = text.Trim();
        error = name.Length > 0 ? null : "an entry is empty: write a name";
        return error is null;
    }

    private static bool TryParseDirectory(string text, out string? path, out string? error)
    {
        path = text;
        error = text.StartsWith('/')
            ? null
            : $"\"{NativeText.ForPeople(text)}\" is not an absolute path: begin it with /";
        return error is null;
    }

    // "10.0.0.0/8", "fd00::/8", or one address.
    private static bool TryParseNetwork(string text, out string? network, out string? error)
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

    // Octal, as chmod takes it.
    private static bool TryParseMode(string text, out uint? mode, out string? error)
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

    // A bare port means loopback: whoever wants others to look says so.
    private static bool TryParseWeb(string text, out HostAddress? address, out string? error)
    {
        var written = text.Trim();
        written = written.Length > 0 && written.All(char.IsAsciiDigit) ? $"127.0.0.1:{written}" : written;
        if (HostAddress.TryParseListener(written, out address, out error)
            && address.Kind == HostAddressKind.Network && written.Contains(':'))
        {
            return true;
        }

        (address, error) = (
            null,
            $"\"{text}\" is not valid: write a port, for example 3634, or IP:PORT, for example 127.0.0.1:3634");
        return false;
    }
}
