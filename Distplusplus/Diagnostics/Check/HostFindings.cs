using System.Globalization;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Trust;

namespace Distplusplus.Diagnostics.Check;

/// <summary>The findings of <c>check</c> about each host.</summary>
internal static class HostFindings
{
    private const double MostLoadPerSlot = 2;
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRoundTrip = TimeSpan.FromMilliseconds(100);

    public static IEnumerable<Finding> Of(HostReport report, IReadOnlyList<InstalledCompiler> compilers)
    {
        var host = report.Host.ToString();
        switch (report)
        {
            case HostReport.Failed failed:
                yield return Finding.Problem(host, failed.Failure.What[(host.Length + 2)..], failed.Failure.Cure);
                break;
            case HostReport.Answered answered:
                var description = answered.Description;
                var load = description.Load ?? new HostLoad { Slots = description.Slots };
                yield return Finding.Ok(host, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{description.Software}, slots {load.Running}/{description.Slots}, queue {load.Queued}, load "
                    + $"{load.LoadAverage:0.00}, round trip {HostTable.Milliseconds(answered.RoundTrip)}, compilers "
                    + $"{HostTable.Compilers(description)}, isolation {Isolation(description)}, "
                    + $"{Protection(answered)}"));
                foreach (var warning in Warnings(answered, load))
                {
                    yield return warning;
                }

                foreach (var compiler in description.Compilers.Where(compiler => compiler.Trouble.Length > 0))
                {
                    yield return Finding.Warning(
                        host, $"its {compiler.Name} ({compiler.Path}) cannot be used: {compiler.Trouble}",
                        "repair the compiler on the host, or remove it from the host's list");
                }

                foreach (var finding in CompilerFindings.Of(answered, compilers))
                {
                    yield return finding;
                }

                break;
        }
    }

    private static IEnumerable<Finding> Warnings(HostReport.Answered answered, HostLoad load)
    {
        var (host, description) = ($"{answered.Host}", answered.Description);
        if (answered.ClockSkew is { } skew && skew.Duration() > MostSkew)
        {
            yield return Finding.Warning(
                host,
                $"its clock is {SpanText.Of(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the "
                    + "local one",
                "set the clocks by NTP on both machines: __TIME__, logs and certificates depend on them");
        }

        var heartbeat = PeerTime.FromMilliseconds(description.Limits?.HeartbeatMs ?? 0);
        if (answered.Patience < 2 * heartbeat)
        {
            yield return Finding.Warning(
                host,
                $"its heartbeat interval is {DurationText.Format(heartbeat)}, and the local silence_timeout is "
                    + $"{DurationText.Format(answered.Patience)}: jobs will time out",
                $"set silence_timeout to {DurationText.Format(3 * heartbeat)} here or lower heartbeat there");
        }

        if (answered is { Trust: HostTrust.PlainText, Host.IsThisMachineOnly: false })
        {
            yield return Finding.Warning(
                host, "nothing is encrypted: others on the network can read and change the traffic",
                $"start it without --insecure-plaintext, then `distplusplus hosts pair {answered.Host.Place}`");
        }

        if (description.Software != SoftwareVersion.Name)
        {
            yield return Finding.Warning(
                host, $"it runs {description.Software}, this machine {SoftwareVersion.Name}",
                "they are compatible; install the same version on both to use all features");
        }

        if (!description.Compilers.Any(compiler => compiler.Trouble.Length == 0))
        {
            yield return Finding.Problem(
                host, "it offers no usable compiler",
                "link compilers in /usr/libexec/distplusplus on the host, or name their directory to "
                    + "`distplusplus serve --compilers`");
        }

        if (load.Draining)
        {
            yield return Finding.Warning(
                host, "it is draining: it finishes running jobs and accepts no new ones",
                "start it again, or remove it from `servers` until it is back");
        }

        if (load.Queued > 0)
        {
            yield return Finding.Warning(
                host, $"jobs in its queue: {load.Queued}", "add hosts or slots, or build with a smaller -j");
        }

        if (load.LoadAverage > (MostLoadPerSlot * description.Slots) + load.Running)
        {
            yield return Finding.Warning(
                host,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its load is {load.LoadAverage:0.00} with {description.Slots} slots: other work slows it down"),
                "see what else runs on it, or start it with fewer slots");
        }

        if (answered.RoundTrip > LongestRoundTrip)
        {
            yield return Finding.Warning(
                host, $"the round trip takes {HostTable.Milliseconds(answered.RoundTrip)}",
                "use a host with a faster network: each compile needs several round trips");
        }
    }

    private static string Protection(HostReport.Answered answered) => answered.Trust switch
    {
        HostTrust.Pinned pinned => $"TLS with the key pinned in {NativeText.ForPeople(pinned.Pins[0].Place)}",
        HostTrust.Authority authority
            => $"TLS with the authority in {NativeText.ForPeople(authority.File)}",
        _ when answered.Host.Kind == HostAddressKind.UnixSocket => "a UNIX socket",
        _ when answered.Host.IsThisMachineOnly => "plain text on loopback",
        _ => "plain text",
    };

    private static string Isolation(HostDescription description)
        => description.Isolation.Length == 0 ? "unknown" : description.Isolation;
}
