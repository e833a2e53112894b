using Distplusplus.Configuration.Choices;

namespace Distplusplus.Configuration.Values;

/// <summary>
/// Settings with a fixed set of words. Reflection over enums would cost the compile path more than these tables.
/// </summary>
internal static class ChoiceText
{
    public const string LogLevels = "trace, debug, info, warning, error or fatal";
    public const string Compressions = "auto, zstd, gzip or none";
    public const string LogFormats = "lines, json or systemd";
    public const string Isolations = "auto, required, landlock, bubblewrap or off";
    public const string Flags = "true or false";

    public static bool TryParse(string text, out LogThreshold level)
    {
        LogThreshold? found = text switch
        {
            "trace" => LogThreshold.Trace,
            "debug" => LogThreshold.Debug,
            "info" => LogThreshold.Info,
            "warning" => LogThreshold.Warning,
            "error" => LogThreshold.Error,
            "fatal" => LogThreshold.Fatal,
            _ => null,
        };
        level = found.GetValueOrDefault();
        return found.HasValue;
    }

    public static bool TryParse(string text, out CompressionPreference compression)
    {
        CompressionPreference? found = text switch
        {
            "auto" => CompressionPreference.Auto,
            "zstd" => CompressionPreference.Zstd,
            "gzip" => CompressionPreference.Gzip,
            "none" => CompressionPreference.None,
            _ => null,
        };
        compression = found.GetValueOrDefault();
        return found.HasValue;
    }

    public static bool TryParse(string text, out LogFormat format)
    {
        LogFormat? found = text switch
        {
            "lines" => LogFormat.Lines,
            "json" => LogFormat.Json,
            "systemd" => LogFormat.Systemd,
            _ => null,
        };
        format = found.GetValueOrDefault();
        return found.HasValue;
    }

    public static bool TryParse(string text, out IsolationPreference isolation)
    {
        IsolationPreference? found = text switch
        {
            "auto" => IsolationPreference.Auto,
            "required" => IsolationPreference.Required,
            "landlock" => IsolationPreference.Landlock,
            "bubblewrap" => IsolationPreference.Bubblewrap,
            "off" => IsolationPreference.Off,
            _ => null,
        };
        isolation = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>"true" and "false", and what shells are used to: 1, 0, yes, no, on, off.</summary>
    public static bool TryParse(string text, out bool flag)
    {
        bool? found = text switch
        {
            "true" or "1" or "yes" or "on" => true,
            "false" or "0" or "no" or "off" => false,
            _ => null,
        };
        flag = found.GetValueOrDefault();
        return found.HasValue;
    }

    public static string Name(LogThreshold level) => level switch
    {
        LogThreshold.Trace => "trace",
        LogThreshold.Debug => "debug",
        LogThreshold.Info => "info",
        LogThreshold.Warning => "warning",
        LogThreshold.Error => "error",
        LogThreshold.Fatal => "fatal",
    };

    public static string Name(CompressionPreference compression) => compression switch
    {
        CompressionPreference.Auto => "auto",
        CompressionPreference.Zstd => "zstd",
        CompressionPreference.Gzip => "gzip",
        CompressionPreference.None => "none",
    };

    public static string Name(LogFormat format) => format switch
    {
        LogFormat.Lines => "lines",
        LogFormat.Json => "json",
        LogFormat.Systemd => "systemd",
    };

    public static string Name(IsolationPreference isolation) => isolation switch
    {
        IsolationPreference.Auto => "auto",
        IsolationPreference.Required => "required",
        IsolationPreference.Landlock => "landlock",
        IsolationPreference.Bubblewrap => "bubblewrap",
        IsolationPreference.Off => "off",
    };

    public static string Name(bool flag) => flag ? "true" : "false";
}
