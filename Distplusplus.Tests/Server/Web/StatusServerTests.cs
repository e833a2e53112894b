using System.Net;
using Distplusplus.Configuration.Choices;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Server.Web;

/// <summary>The page and the figures, over HTTP, of a host that works.</summary>
[NonParallelizable]
internal sealed class StatusServerTests
{
    private static readonly HostAddress Anywhere = new(HostAddressKind.Network, "127.0.0.1", 0);

    private readonly HttpClient _browser = new();

    [OneTimeTearDown]
    public void Close() => _browser.Dispose();

    [Test]
    public async Task The_page_has_slots_jobs_refusals_and_compilers()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Status = Anywhere });
        Assert.That(await PageAsync(host), Does.Contain("Nothing runs.").And.Contain("Nothing yet.")
            .And.Contain("Nothing was refused.").And.Contain("<td class=\"\"><bdi>0 of 2</bdi></td>")
            .And.Contain("<bdi>x86_64-linux-gnu</bdi>"));
        await TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n").RunAsync(host);
        await TestJob.Direct("bad.c", "/p").Whole("/p/bad.c", "oops\n").RunAsync(host);
        await TestJob.Direct("b.c", "/p").Whole("/p/b.c", "int x;\n").Option("-fplugin=/x.so").RunAsync(host);
        var page = await PageAsync(host);
        Assert.That(page, Does.Contain("<bdi>a.c</bdi></td><td class=\"\"><bdi>user@machine</bdi></td>"));
        Assert.That(page, Does.Contain("<bdi>ok</bdi>").And.Contain("<bdi>exit 1</bdi>"));
        Assert.That(page, Does.Contain("<bdi>0</bdi></td><td class=\"\"><bdi>2</bdi></td><td class=\"\"><bdi>1</bdi>")
            .And.Contain("<bdi>b.c</bdi>").And.Contain("-fplugin"));
    }

    [Test]
    public async Task A_job_under_way_is_shown_with_what_it_does()
    {
        using var compiler = new StandIn();
        compiler.Script("gcc", "echo begun > $STATE/begun; while [ ! -e $STATE/go ]; do sleep 0.05; done");
        await using var host = await RunningHost.StartAsync(
            settings => compiler.Settings(settings) with { Status = Anywhere, Slots = 1 });
        var running = compiler.Job().RunAsync(host);
        await compiler.ReadAsync("begun");
        var waiting = TestJob.Direct("w.c", "/p").Whole("/p/w.c", "int x;\n").RunAsync(host);
        await Wait.Until(() => host.Client.Describe(new()).Load.Queued == 1, "the second job waits");
        Assert.That(await PageAsync(host), Does.Contain("<bdi>compiles</bdi>").And.Contain("<bdi>waits</bdi>")
            .And.Contain("<bdi>1 of 1</bdi></td><td class=\"\"><bdi>1</bdi>"));
        await File.WriteAllTextAsync(compiler.Path("go"), "");
        await Task.WhenAll(running, waiting);
    }

    [Test]
    public async Task Names_are_text_whatever_they_hold()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Status = Anywhere });
        const string Name = "</td><script>alert('x')</script>\"&.c";
        await TestJob.Direct(Name, "/p").Whole($"/p/{Name}", "int x;\n")
            .With(offer => offer.Client.User = "<b>me").RunAsync(host);
        var page = await PageAsync(host);
        Assert.That(page, Does.Contain(
            "<bdi>&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;.c</bdi>"));
        Assert.That(page, Does.Contain("&lt;b&gt;me@machine").And.Not.Contain("alert('x')").And.Not.Contain("<b>me"));
    }

    [Test]
    public async Task The_browser_is_told_to_run_nothing()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Status = Anywhere });
        using var answer = await _browser.GetAsync(Address(host, "status"));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Match(
            "^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; "));
        Assert.That($"{answer.Headers.CacheControl}", Is.EqualTo("no-store"));
    }

    [Test]
    public async Task A_foreign_name_that_leads_here_sees_nothing()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Status = Anywhere });
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(host, "status"));
        request.Headers.Host = "evil.example";
        using var answer = await _browser.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty);
    }

    [TestCase("GET", "nothing", HttpStatusCode.NotFound)]
    [TestCase("GET", "metrics", HttpStatusCode.NotFound)]
    [TestCase("POST", "", HttpStatusCode.MethodNotAllowed)]
    [TestCase("HEAD", "", HttpStatusCode.OK)]
    public async Task It_shows_and_takes_no_orders(string method, string path, HttpStatusCode status)
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Status = Anywhere });
        using var request = new HttpRequestMessage(new HttpMethod(method), Address(host, "status") + path);
        using var answer = await _browser.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty);
    }

    [Test]
    public async Task Prometheus_reads_what_was_done()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Metrics = Anywhere });
        var figures = await _browser.GetStringAsync(Address(host, "metrics"));
        Assert.That(figures, Does.Contain("\ndistplusplus_jobs_total{result=\"ok\"} 0\n")
            .And.Contain("\ndistplusplus_refusals_total{reason=\"Full\"} 0\n").And.Contain("\ndistplusplus_slots 2\n"));
        await TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n").RunAsync(host);
        await TestJob.Direct("bad.c", "/p").Whole("/p/bad.c", "oops\n").RunAsync(host);
        await TestJob.Direct("b.c", "/p").Whole("/p/b.c", "int x;\n").Option("-fplugin=/x.so").RunAsync(host);
        using var answer = await _browser.GetAsync(Address(host, "metrics"));
        figures = await answer.Content.ReadAsStringAsync();
        Assert.That(
            $"{answer.Content.Headers.ContentType}", Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        Assert.That(figures, Does.Contain("\ndistplusplus_jobs_total{result=\"ok\"} 1\n")
            .And.Contain("\ndistplusplus_jobs_total{result=\"failed\"} 1\n")
            .And.Contain("\ndistplusplus_refusals_total{reason=\"OptionNotAllowed\"} 1\n")
            .And.Contain("\ndistplusplus_compile_seconds_count{mode=\"direct\"} 2\n")
            .And.Contain("\ndistplusplus_queue_seconds_count 2\n")
            .And.Contain("\ndistplusplus_build_info{version=\"0.1.0\"} 1\n"));
    }

    [Test]
    public async Task Page_and_figures_may_share_an_address()
    {
        var port = FreePort();
        var both = new HostAddress(HostAddressKind.Network, "127.0.0.1", port);
        await using var host = await RunningHost.StartAsync(
            settings => settings with { Status = both, Metrics = both });
        Assert.That(Address(host, "status"), Is.EqualTo($"http://127.0.0.1:{port}/"));
        Assert.That(Address(host, "metrics"), Is.EqualTo($"http://127.0.0.1:{port}/metrics"));
        Assert.That(await PageAsync(host), Does.Contain("<!doctype html>"));
        Assert.That(await _browser.GetStringAsync(Address(host, "metrics")), Does.Contain("distplusplus_slots"));
    }

    [Test]
    public async Task Without_being_asked_for_there_is_neither()
    {
        await using var host = await RunningHost.StartAsync();
        Assert.That(host.Lines, Has.None.Contains("http://"));
    }

    private static string Address(RunningHost host, string name)
        => host.Lines.Single(line => line.StartsWith($"  {name} "))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<string> PageAsync(RunningHost host) => _browser.GetStringAsync(Address(host, "status"));
}
