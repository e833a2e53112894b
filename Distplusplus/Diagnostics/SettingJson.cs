using Distplusplus.Configuration.Values;

namespace Distplusplus.Diagnostics;

/// <summary>A setting with its origin as JSON.</summary>
internal sealed record SettingJson(string Key, string Value, string Origin)
{
    public static SettingJson Of(SettingOrigin setting) => new(setting.Key, setting.Value, $"{setting.Origin}");
}
