using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Server.Web;

/// <summary>The status page as HTML. Rendered on every request.</summary>
internal sealed class StatusPage(HostParts host)
{
    private const int SlotsDrawn = 256;

    public string Render()
    {
        var page = new Html();
        var title = $"{Environment.MachineName} {host.Slots.Running}/{host.Slots.Slots}";
        page.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>")
            .Add($"<meta name=\"viewport\" content=\"width=device-width\"><style>").AddOurs(StatusAssets.Style)
            .Add($"</style><noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript></head><body><main>");
        AddHead(page);
        AddFigures(page);
        AddRunning(page);
        AddRecent(page);
        AddRefused(page);
        AddCompilers(page);
        return page.Add($"<footer>Renews itself every two seconds.</footer></main><script>")
            .AddOurs(StatusAssets.Script).Add($"</script></body></html>").ToString();
    }

    private void AddHead(Html page)
    {
        var up = Amounts.Ago(host.Time.GetElapsedTime(host.Began));
        var (looks, words) = host.Draining.IsCancellationRequested
            ? ("state ending", "going down")
            : ("state", "serving");
        page.Add($"<header><h1>{Environment.MachineName}</h1><p>{host.Software}, up {up}</p>")
            .Add($"<span class=\"{looks}\">{words}</span></header>");
    }

    private void AddFigures(Html page)
    {
        var (running, slots) = (host.Slots.Running, host.Slots.Slots);
        page.Add($"<div class=\"figures\"><div><small>Slots taken</small>")
            .Add($"<b>{running} <small>of {slots}</small></b><div class=\"slots\">");
        for (var slot = 0; slot < Math.Min(slots, SlotsDrawn); slot++)
        {
            page.AddOurs(slot < running ? "<i class=\"taken\"></i>" : "<i></i>");
        }

        page.Add($"</div></div>");
        AddFigure(page, "Waiting", Count(host.Slots.Queued));
        AddFigure(page, "Compiled", Count(host.Journal.Answered));
        AddFigure(page, "Refused", Count(host.Journal.Refusals));
        AddFigure(page, "Load", HostParts.LoadAverage().ToString("0.0", CultureInfo.InvariantCulture));
        page.Add($"</div>");
    }

    private static void AddFigure(Html page, string name, string figure)
        => page.Add($"<div><small>{name}</small><b>{figure}</b></div>");

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private void AddRunning(Html page)
    {
        var jobs = host.Jobs.All();
        page.Add($"<section id=\"running\"><h2>Running</h2>");
        if (jobs.Length == 0)
        {
            page.Add($"<p class=\"none\">Nothing runs.</p></section>");
            return;
        }

        AddTableHead(page, "File", "Client", "Compiler", "Does", "#For");
        foreach (var job in jobs.OrderBy(job => job.Began))
        {
            var client = job.Offer.Client;
            page.Add($"<tr><td class=\"name\"><bdi>{NativeText.ForPeople(PathRules.Text(job.Offer.Source))}</bdi></td>")
                .Add($"<td><bdi>{client?.User}@{client?.Machine}</bdi></td><td>{job.Compiler}</td>")
                .Add($"<td class=\"{(job.Phase == Phase.Queued ? "wait" : "")}\">{Doing(job.Phase)}</td>")
                .Add($"<td class=\"number\">{Amounts.Time(host.Time.GetElapsedTime(job.Began))}</td></tr>");
        }

        page.Add($"</tbody></table></section>");
    }

    private void AddRecent(Html page)
    {
        var jobs = host.Journal.RecentJobs();
        page.Add($"<section id=\"recent\"><h2>Compiled lately</h2>");
        if (jobs.Length == 0)
        {
            page.Add($"<p class=\"none\">Nothing yet.</p></section>");
            return;
        }

        AddTableHead(page, "File", "Client", "Compiler", "Result", "#Took", "#Waited", "#In", "#Out", "#Ago");
        foreach (var job in jobs)
        {
            var looks = job.ExitCode == 0 ? "ok" : "bad";
            page.Add($"<tr><td class=\"name\"><bdi>{job.Source}</bdi></td><td><bdi>{job.Client}</bdi></td>")
                .Add($"<td>{job.Compiler}</td><td class=\"{looks}\">{Result(job.ExitCode)}</td>")
                .Add($"<td class=\"number\">{Amounts.Time(job.Wall)}</td>")
                .Add($"<td class=\"number quiet\">{Amounts.Time(job.Queued)}</td>")
                .Add($"<td class=\"number\">{Amounts.Bytes(job.Received)}</td>")
                .Add($"<td class=\"number\">{Amounts.Bytes(job.Sent)}</td>")
                .Add($"<td class=\"number quiet\">{Ago(job.Ended)}</td></tr>");
        }

        page.Add($"</tbody></table></section>");
    }

    private void AddRefused(Html page)
    {
        var refusals = host.Journal.RecentRefusals();
        page.Add($"<section id=\"refused\"><h2>Refused lately</h2>");
        if (refusals.Length == 0)
        {
            page.Add($"<p class=\"none\">Nothing was refused.</p></section>");
            return;
        }

        AddTableHead(page, "File", "From", "Why", "#Ago");
        foreach (var (when, peer, source, refusal) in refusals)
        {
            page.Add($"<tr><td class=\"name\"><bdi>{source}</bdi></td><td>{peer}</td>")
                .Add($"<td class=\"name\"><bdi>{refusal.Sentence}</bdi></td>")
                .Add($"<td class=\"number quiet\">{Ago(when)}</td></tr>");
        }

        page.Add($"</tbody></table></section>");
    }

    private void AddCompilers(Html page)
    {
        page.Add($"<section id=\"compilers\"><h2>Compilers</h2>");
        AddTableHead(page, "Compiler", "Makes code for", "Known here as");
        foreach (var compiler in CompilerSummary.Of(host.Catalog.Entries))
        {
            page.Add($"<tr><td>{compiler.Version}</td><td>{compiler.Target}</td>")
                .Add($"<td class=\"name\">{string.Join(", ", compiler.Names)}</td></tr>");
        }

        foreach (var entry in host.Catalog.Entries.Where(entry => entry.Fingerprint is null))
        {
            page.Add($"<tr><td class=\"bad\">not offered</td><td></td>")
                .Add($"<td class=\"name\">{NativeText.ForPeople(entry.Name)}: {entry.Trouble}</td></tr>");
        }

        page.Add($"</tbody></table></section>");
    }

    /// <param name="columns">A # before the name of a column of figures.</param>
    private static void AddTableHead(Html page, params ReadOnlySpan<string> columns)
    {
        page.Add($"<table><thead><tr>");
        foreach (var column in columns)
        {
            page.Add($"<th class=\"{(column[0] == '#' ? "number" : "")}\">{column.TrimStart('#')}</th>");
        }

        page.Add($"</tr></thead><tbody>");
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

    private string Ago(DateTimeOffset then) => Amounts.Ago(host.Time.GetUtcNow() - then);
}
