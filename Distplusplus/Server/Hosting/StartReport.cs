using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Isolation;
using Distplusplus.Server.Trust;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// What a host says when it starts: what it offers, to whom, and how safe that is. Made by ServerHost when it listens.
/// </summary>
internal static class StartReport
{
    /// <param name="status">Where the status page is; null: nowhere.</param>
    /// <param name="metrics">Where the figures are; null: nowhere.</param>
    public static IEnumerable<string> Lines(HostParts host, string? status, string? metrics)
    {
        yield return $"{host.Software}, process {Environment.ProcessId}";
        yield return Line("slots", $"{host.Slots.Slots} at once, {host.Slots.QueueLimit} jobs may wait");
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
                $"none stands at / ({why}): coverage, profiles, link-time objects, absolute includes are refused");
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
                => "who may open the socket; plain text",
            ListenProtection.ThisMachineOnly => "who is on this machine; plain text",
            ListenProtection.Tls when settings.Tls.Authority is { } authority
                => $"who has a certificate of {NativeText.ForPeople(authority)} or is paired; TLS",
            ListenProtection.Tls => "who is paired; TLS",
            ListenProtection.InsecurePlaintext or ListenProtection.Forbidden
                => "WHOEVER REACHES THE PORT; nothing is encrypted (--insecure-plaintext)",
        };

    private static string Lookers(HostAddress address, ServerSettings settings)
        => address.IsThisMachineOnly ? ""
            : "  (NAMES OF FILES AND USERS, nothing is encrypted, for "
                + (settings.Allow.IsEmpty ? "whoever reaches the port)" : $"{string.Join(", ", settings.Allow)})");
}
