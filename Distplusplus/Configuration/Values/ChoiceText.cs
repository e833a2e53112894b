using Distplusplus.Configuration.Choices;

namespace Distplusplus.Configuration.Values;

/// <summary>The words of each setting that has a fixed set of them.</summary>
internal static class ChoiceText
{
    /// <summary>Also in the forms that shells use.</summary>
    public static Choice<bool> Flags { get; } = new(
        ("true", true), ("false", false), ("1", true), ("yes", true), ("on", true), ("0", false), ("no", false),
        ("off", false));

    public static Choice<LogThreshold> LogLevels { get; } = new(
        ("trace", LogThreshold.Trace), ("debug", LogThreshold.Debug), ("info", LogThreshold.Info),
        ("warning", LogThreshold.Warning), ("error", LogThreshold.Error), ("fatal", LogThreshold.Fatal));

    public static Choice<LogFormat> LogFormats { get; } = new(
        ("lines", LogFormat.Lines), ("json", LogFormat.Json), ("systemd", LogFormat.Systemd));

    public static Choice<IsolationPreference> Isolations { get; } = new(
        ("auto", IsolationPreference.Auto), ("required", IsolationPreference.Required),
        ("landlock", IsolationPreference.Landlock), ("bubblewrap", IsolationPreference.Bubblewrap),
        ("off", IsolationPreference.Off));
}
