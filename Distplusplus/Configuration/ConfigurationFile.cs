using System.Collections.Immutable;
using System.Text;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Configuration;

/// <summary>
/// The configuration file: found, read and parsed, with values not yet interpreted. Made by SettingsReader. A missing
/// file is a problem only if it was named explicitly.
/// </summary>
/// <param name="Path">Null: there is none.</param>
/// <param name="Values">What is written in it; empty when it cannot be read as a whole.</param>
internal sealed record ConfigurationFile(
    string? Path, ImmutableArray<WrittenValue> Values, ImmutableArray<ConfigurationProblem> Problems)
{
    public const string FlagName = "--config";
    public const string VariableName = "DISTPLUSPLUS_CONFIG";
    public const string RelativePath = "distplusplus/distplusplus.toml";

    /// <summary>Far more than any configuration needs, far less than a mistaken path may lead to.</summary>
    private const int LongestBytes = 1 << 20;

    public static ConfigurationFile None { get; } = new(null, [], []);

    /// <param name="flag">The value of --config, if given.</param>
    /// <param name="systemDirectory">Where the machine's own file is looked for: /etc.</param>
    public static ConfigurationFile Find(Func<string, string?> environment, string? flag, string systemDirectory)
    {
        if (flag is not null)
        {
            return ReadNamed(flag, new ValueOrigin.Flag(FlagName));
        }

        if (environment(VariableName) is { Length: > 0 } named)
        {
            return ReadNamed(named, new ValueOrigin.EnvironmentVariable(VariableName));
        }

        return (UserDirectory(environment) is { } directory ? Read($"{directory}/{RelativePath}") : null)
            ?? Read($"{systemDirectory}/{RelativePath}")
            ?? None;
    }

    /// <summary>~/.config or XDG_CONFIG_HOME; null if this user has no home.</summary>
    public static string? UserDirectory(Func<string, string?> environment)
        // The XDG specification has relative paths ignored.
        => environment("XDG_CONFIG_HOME") is ['/', ..] and var home ? home
            : environment("HOME") is { Length: > 0 } user ? $"{user}/.config"
            : null;

    private static ConfigurationFile ReadNamed(string path, ValueOrigin origin)
        => Read(path) ?? new ConfigurationFile(path, [], [new ConfigurationProblem(
            origin, $"the file {NativeText.ForPeople(path)} does not exist: name an existing file, or remove this "
                + "setting")]);

    /// <returns>Null: there is no such file.</returns>
    private static ConfigurationFile? Read(string path)
    {
        try
        {
            // Most starts find nothing here, and an exception costs more than all else the client does with settings.
            if (FileIdentity.Of(path, followLinks: true, out var error) is null
                && error is Libc.ErrorNoEntry or Libc.ErrorNotDirectory)
            {
                return null;
            }

            var bytes = NativeFile.ReadAll(path, LongestBytes);
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                .GetString(bytes);
            return TomlText.Read(path, text);
        }
        catch (NativeFileException e)
        {
            return Unreadable(path, $"cannot be read: {e.Reason}");
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, "is not UTF-8 text: save it as UTF-8");
        }
    }

    private static ConfigurationFile Unreadable(string path, string sentence)
        => new(path, [], [new ConfigurationProblem(new ValueOrigin.InFile(path, 0, 0), sentence)]);
}
