using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Isolation;
using Distplusplus.Server.Trust;

namespace Distplusplus.Server.Hosting;

/// <summary>The report of a host on start: its compilers, its clients, its protection.</summary>
internal static class StartReport
{
    /// <param name="status">Where the status page is; null: nowhere.</param>
    /// <param name="metrics">Where the figures are; null: nowhere.</param>
    public static IEnumerable<string> Lines(HostParts host, string? status, string? metrics)
    {
        yield return $"{host.Software}, process {Environment.ProcessId}";
        yield return Line("slots", $"{host.Slots.Slots} jobs at the same time, {host.Slots.QueueLimit} more may wait");
        foreach (var compiler in CompilerSummary.Of(host.Catalog.Entries))
        {
            yield return Line("compiler", $"{compiler.Version}, {compiler.Target}: {string.Join(' ', compiler.Names)}");
        }

        foreach (var entry in host.Catalog.Entries.Where(entry => entry.Fingerprint is null))
        {
            yield return Line("compiler", $"{NativeText.ForPeople(entry.Name)} is not offered: {entry.Trouble}");
        }

        if (!host.Catalog.Entries.Any(entry => entry.Fingerprint is not null))
        {
            yield return Line(
                "compiler", "none is offered, every job will be refused: install one or give --compilers DIR");
        }

        yield return Line("user", HostUser.Described());
        yield return Line("isolation", host.Isolation.Description);
        if (host.Isolation.NoTreeAtRoot is { } why)
        {
            yield return Line(
                "tree",
                $"cannot be mounted as / ({why}): coverage, profiles, LTO and absolute includes are refused");
        }

        if (string.Join(' ', host.Isolation.Readable(
            host.Catalog.Entries.Where(entry => entry.Fingerprint is not null).Select(entry => entry.Path)))
            is { Length: > 0 } readable)
        {
            yield return Line("readable", NativeText.ForPeople(readable));
        }

        yield return Line("clients", Clients(host.Settings));
        if (status is not null)
        {
            yield return Line("status", $"{status}/{Lookers(host.Settings.Status!, host.Settings)}");
        }

        if (metrics is not null)
        {
            yield return Line("metrics", $"{metrics}/metrics{Lookers(host.Settings.Metrics!, host.Settings)}");
        }
    }

    private static string Line(string name, string text) => $"  {name,-11}{text}";

    private static string Clients(ServerSettings settings)
        => ListenProtections.Of(settings) switch
        {
            ListenProtection.ThisMachineOnly when settings.Listen.Kind == HostAddressKind.UnixSocket
                => "users who can open the socket; plain text",
            ListenProtection.ThisMachineOnly => "users of this machine; plain text",
            ListenProtection.Tls when settings.Tls.Authority is { } authority
                => $"paired clients and those with a certificate of {NativeText.ForPeople(authority)}; TLS",
            ListenProtection.Tls => "paired clients; TLS",
            ListenProtection.InsecurePlaintext or ListenProtection.Forbidden
                => "ANYONE WHO CAN CONNECT; nothing is encrypted (--insecure-plaintext)",
        };

    private static string Lookers(HostAddress address, ServerSettings settings)
        => address.IsThisMachineOnly ? ""
            : "  (NOT ENCRYPTED, shows names of files and users to "
                + (settings.Allow.IsEmpty ? "anyone who can connect)" : $"{string.Join(", ", settings.Allow)})");
}
