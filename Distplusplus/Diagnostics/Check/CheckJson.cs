using Distplusplus.Diagnostics.Hosts;

namespace Distplusplus.Diagnostics.Check;

/// <summary>Everything <c>check</c> found, as JSON.</summary>
internal sealed record CheckJson(Finding[] Findings, SettingJson[] Settings, HostJson[] Hosts);
