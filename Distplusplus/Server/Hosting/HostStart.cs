using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Server.Trust;

namespace Distplusplus.Server.Hosting;

/// <summary>The settings, limits and clock of a build host. Made by the serve command.</summary>
/// <param name="File">Where the settings come from; null: from no file.</param>
/// <param name="Inherited">What the service manager opened; null: the host opens its address itself.</param>
/// <param name="Announce">Gets start-up lines, "listening on …" last, and why it cannot start.</param>
internal sealed record HostStart(
    ServerSettings Settings, SettingsFile? File, InheritedSocket? Inherited, Action<string> Announce)
{
    /// <summary>Read from the files of [tls]; null: they name none.</summary>
    public HostIdentity? Identity { get; init; }

    public JobLimits Limits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <returns>The exit code.</returns>
    public int Fail(string sentence, int exitCode = ExitCodes.BadConfiguration)
    {
        Announce($"distplusplus: {sentence}");
        return exitCode;
    }
}
