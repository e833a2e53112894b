using System.Globalization;
using System.Security.Cryptography;
using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Server.Web;

/// <summary>The status page as HTML. Rendered on every request; the browser reloads it, without a script.</summary>
internal sealed class StatusPage(HostParts host)
{
    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .25rem 1rem .25rem 0; white-space: nowrap; vertical-align: top; }
        th { font-weight: 400; opacity: .7; } tbody tr { border-top: 1px solid #8884; }
        .wide { white-space: normal; overflow-wrap: anywhere; } .number { text-align: right; }
        """;

    /// <summary>Content-Security-Policy: the browser uses the style above and nothing else.</summary>
    public static string Policy { get; } = "default-src 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Style)))
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public string Render()
    {
        var page = new Html();
        var state = host.Draining.IsCancellationRequested ? "going down" : "serving";
        var up = SpanText.Of(host.Time.GetElapsedTime(host.Began));
        page.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Add($"<meta http-equiv=\"refresh\" content=\"2\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Add($"<title>{Environment.MachineName} {host.Slots.Running}/{host.Slots.Slots}</title><style>")
            .AddOurs(Style)
            .Add($"</style></head><body><h1>{Environment.MachineName}</h1><p>{host.Software}, up {up}, {state}</p>");
        AddTable(page, "Slots", "", ["Taken", "Waiting", "Compiled", "Refused", "Load"], [Figures()]);
        AddTable(
            page, "Running", "Nothing runs.", ["+File", "Client", "Compiler", "Does", "#For"],
            host.Jobs.All().OrderBy(job => job.Began).Select(Running));
        AddTable(
            page, "Compiled lately", "Nothing yet.",
            ["+File", "Client", "Compiler", "Result", "#Took", "#Waited", "#In", "#Out", "#Ago"],
            host.Journal.RecentJobs().Select(Compiled));
        AddTable(
            page, "Refused lately", "Nothing was refused.", ["+File", "From", "+Why", "#Ago"],
            host.Journal.RecentRefusals().Select(Refused));
        AddTable(
            page, "Compilers", "None is offered.", ["Compiler", "Makes code for", "+Known here as"], Compilers());
        return page.Add($"</body></html>").ToString();
    }

    private string[] Figures() =>
    [
        $"{host.Slots.Running} of {host.Slots.Slots}", $"{host.Slots.Queued}", $"{host.Journal.Answered}",
        $"{host.Journal.Refusals}", LoadAverage.LastMinute().ToString("0.0", CultureInfo.InvariantCulture),
    ];

    private string[] Running(JobState job) =>
    [
        NativeText.ForPeople(PathRules.Text(job.Offer.Source)),
        $"{job.Offer.Client?.User}@{job.Offer.Client?.Machine}", job.Compiler, Doing(job.Phase),
        SpanText.InMilliseconds(host.Time.GetElapsedTime(job.Began)),
    ];

    private string[] Compiled(JobRecord job) =>
    [
        job.Source, job.Client, job.Compiler, Result(job.ExitCode), SpanText.InMilliseconds(job.Wall),
        SpanText.InMilliseconds(job.Queued), ByteText.Of(job.Received), ByteText.Of(job.Sent), Ago(job.Ended),
    ];

    private string[] Refused(RefusalRecord refused)
        => [refused.Source, refused.Peer, refused.Refusal.Sentence, Ago(refused.When)];

    private IEnumerable<string[]> Compilers()
        => CompilerSummary.Of(host.Catalog.Entries)
            .Select(compiler => (string[])[compiler.Version, compiler.Target, string.Join(", ", compiler.Names)])
            .Concat(host.Catalog.Entries.Where(entry => entry.Fingerprint is null)
                .Select(entry => (string[])
                    ["not offered", "", $"{NativeText.ForPeople(entry.Name)}: {entry.Trouble}"]));

    /// <param name="columns">With # for a column of figures, with + for one whose cells may be long.</param>
    private static void AddTable(
        Html page, string title, string none, ReadOnlySpan<string> columns, IEnumerable<string[]> rows)
    {
        page.Add($"<h2>{title}</h2>");
        var looks = new string[columns.Length];
        var isEmpty = true;
        foreach (var row in rows)
        {
            if (isEmpty)
            {
                page.Add($"<table><thead><tr>");
                for (var i = 0; i < columns.Length; i++)
                {
                    looks[i] = columns[i][0] == '#' ? "number" : columns[i][0] == '+' ? "wide" : "";
                    page.Add($"<th class=\"{looks[i]}\">{columns[i].TrimStart('#', '+')}</th>");
                }

                page.Add($"</tr></thead><tbody>");
                isEmpty = false;
            }

            page.Add($"<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                page.Add($"<td class=\"{looks[i]}\"><bdi>{row[i]}</bdi></td>");
            }

            page.Add($"</tr>");
        }

        _ = isEmpty ? page.Add($"<p>{none}</p>") : page.Add($"</tbody></table>");
    }

    private static string Doing(Phase phase) => phase switch
    {
        Phase.Unspecified => "",
        Phase.Queued => "waits",
        Phase.Receiving => "receives",
        Phase.Compiling => "compiles",
        Phase.Returning => "sends",
    };

    private static string Result(int exitCode)
        => exitCode == 0 ? "ok"
            : exitCode > JobRecord.SignalBase ? $"signal {exitCode - JobRecord.SignalBase}"
            : $"exit {exitCode}";

    private string Ago(DateTimeOffset then) => SpanText.Of(host.Time.GetUtcNow() - then);
}
