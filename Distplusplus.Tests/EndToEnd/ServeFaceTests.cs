using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What people and programs see of <c>serve</c>: its start, its log, its page, what systemd hears.</summary>
internal sealed partial class ServeFaceTests : SandboxFixture
{
    [SetUp]
    public void Start()
    {
        Directory.CreateDirectory(Sandbox.Path("compilers"));
        File.CreateSymbolicLink(Sandbox.Path("compilers/gcc"), "/usr/bin/gcc");
        File.CreateSymbolicLink(Sandbox.Path("compilers/gone"), "/nonexistent/gcc");
    }

    [Test]
    public void It_says_what_it_offers_to_whom_and_where()
    {
        using var host = Host("--slots", "3", "--status", "0", "--metrics", "0");
        var version = Regex.Match(
            Sandbox.Command("gcc", "-v").Run().Error, "^gcc version .*", RegexOptions.Multiline).Value.TrimEnd();
        var target = Sandbox.Command("gcc", "-dumpmachine").Run().Output.TrimEnd();
        var name = UserAccount.NameOf(Libc.EffectiveUser());
        var user = name == "root"
            ? "ROOT (--user root): compilers run with root privileges"
            : name;
        var isolation = "none (switched off by the settings): compilers can read every file of the user "
            + name;
        const string refused = "coverage, profiles, LTO and absolute includes are refused";
        var report = Port().Replace(host.Log, ":PORT").Replace($"process {host.Id}", "process N");
        Assert.That(report, Is.EqualTo($"""
            distplusplus 0.1.0, process N
              slots      3 jobs at the same time, 256 more may wait
              compiler   {version}, {target}: gcc
              compiler   gone is not offered: no such compiler on this machine
              user       {user}
              isolation  {isolation}
              tree       cannot be mounted as / (isolation is switched off by the settings): {refused}
              clients    users of this machine; plain text
              status     http://127.0.0.1:PORT/
              metrics    http://127.0.0.1:PORT/metrics
            listening on 127.0.0.1:PORT

            """));
    }

    [Test]
    public void A_job_is_a_line_for_people()
    {
        using var host = Host();
        Compile(host);
        host.WaitForLog(
            @"\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: ann@\S+ a\.c: exit 0 in \d+ ms "
            + @"\(direct, waited \d+ ms, \d+ bytes in, \d+ bytes out\) [0-9a-f]{32}");
    }

    [Test]
    public void A_job_is_an_object_for_programs_and_so_is_everything_else()
    {
        using var host = Host("--log-format", "json");
        Compile(host);
        host.WaitForLog("a\\.c: exit 0");
        host.WaitForLog("\"Trace\":\"[0-9a-f]{32}\".*[{]Trace[}]\"[}]");
        var lines = host.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var job = lines.Single(line => line.GetProperty("Message").GetString()!.Contains("a.c: exit 0"));
        var state = job.GetProperty("State");
        Assert.Multiple(() =>
        {
            Assert.That(job.GetProperty("Timestamp").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT.*Z$"));
            Assert.That(state.GetProperty("Source").GetString(), Is.EqualTo("a.c"));
            Assert.That(state.GetProperty("Exit").GetInt32(), Is.Zero);
            Assert.That(state.GetProperty("Mode").GetString(), Is.EqualTo("direct"));
            Assert.That(state.GetProperty("BytesOut").GetInt64(), Is.Positive);
            Assert.That(state.GetProperty("WallMs").GetInt64(), Is.Positive);
            Assert.That(lines[^2].GetProperty("Message").GetString(), Does.StartWith("listening on 127.0.0.1:"));
        });
    }

    [Test]
    public void The_journal_gets_lines_with_its_levels()
    {
        using var host = Host("--log-format", "systemd");
        Compile(host);
        host.WaitForLog(@"(^|\n)<6>distplusplus\[\d+\] ann@\S+ a\.c: exit 0 in \d+ ms ");
        Assert.That(
            host.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Has.All.Match(@"^<[0-7]>distplusplus(\.start)?\[\d+\] "));
    }

    [Test]
    public void Systemd_hears_that_it_is_ready_that_it_lives_and_that_it_ends()
    {
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 30_000,
        };
        manager.Bind(new UnixDomainSocketEndPoint(Sandbox.Path("notify")));
        var heard = new List<string>();
        using (var host = BuildHost.Start(
            Sandbox,
            new Dictionary<string, string>
            {
                ["NOTIFY_SOCKET"] = Sandbox.Path("notify"),
                ["WATCHDOG_USEC"] = "600000",
            }))
        {
            Hear(count: 3);
            Assert.That(heard[0], Is.EqualTo($"READY=1\nSTATUS=listening on {host.Address}"));
            Assert.That(heard.Skip(1), Has.All.EqualTo("WATCHDOG=1"));
        }

        while (!heard[^1].StartsWith("STOPPING"))
        {
            Hear(count: 1);
        }

        Assert.That(heard[^1], Is.EqualTo("STOPPING=1\nSTATUS=0 jobs may finish"));

        void Hear(int count)
        {
            var buffer = new byte[1000];
            for (; count > 0; count--)
            {
                heard.Add(Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)));
            }
        }
    }

    [Test]
    public void A_browser_shows_names_as_they_are_and_runs_nothing_of_theirs()
    {
        const string Name = "<img src=x onerror=\"document.title='taken over'\">.c";
        var browser = new Browser(Sandbox);
        Sandbox.Write(Name, "int x;\n");
        using var host = Host("--status", "0");
        new FarmClient(Sandbox, host.Address).Compile("gcc", "-c", Name, "-o", "x.o").Run().Succeeded();
        var page = browser.Document(Page(host), milliseconds: 500);
        Assert.That(page, Does.Contain("<bdi>&lt;img src=x onerror=\"document.title='taken over'\"&gt;.c</bdi>"));
        Assert.That(page, Does.Contain("0/").And.Not.Contain("<title>taken over").And.Not.Contain("<img"));
        // The PNG signature, and more than an empty sheet.
        var picture = browser.Picture(Page(host));
        Assert.That(picture.Take(8), Is.EqualTo(new byte[] { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a }));
        Assert.That(picture, Has.Length.GreaterThan(20_000));
    }

    [Test]
    public void A_page_that_is_open_renews_itself()
    {
        using var host = Host("--status", "0");
        using var web = new HttpClient();
        Assert.That(
            web.GetStringAsync(Page(host)).GetAwaiter().GetResult(),
            Does.Contain("<meta http-equiv=\"refresh\" content=\"2\">"));
    }

    private static string Page(BuildHost host) => host.WaitForLog(@"status +(http://\S+)").Groups[1].Value;

    private BuildHost Host(params string[] arguments)
        => BuildHost.Start(Sandbox, ["--compilers", Sandbox.Path("compilers"), .. arguments]);

    private void Compile(BuildHost host)
        => new FarmClient(Sandbox, host.Address).With("USER", "ann").Compile("gcc", "-c", "a.c").Run().Succeeded();

    [GeneratedRegex(@"(?<=127\.0\.0\.1):\d+")]
    private static partial Regex Port();
}
