namespace Distplusplus.Configuration.Values;

/// <summary>A setting as it holds, for people who ask why.</summary>
/// <param name="Key">As in the file; keys of a table with its name: "serve.slots".</param>
/// <param name="Value">As it would be written, without quotes.</param>
internal sealed record SettingOrigin(string Key, string Value, ValueOrigin Origin);
