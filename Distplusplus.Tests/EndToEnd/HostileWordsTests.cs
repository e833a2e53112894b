using System.Text.Json;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using Grpc.Core;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Words of a peer that would move a terminal, forge a line or turn its direction: each place that shows them.
/// </summary>
internal sealed class HostileWordsTests : SandboxFixture
{
    private const string Vile = "a\e[31m\u009b2J\r\nforged: all is well\u202e\x7f\u2028z";
    private const string Shown = @"a\x1b[31m\u009b2J\x0d\x0aforged: all is well\u202e\x7f\u2028z";

    /// <summary>A host refuses paths with other control characters.</summary>
    private const string Sly = "a\u009b2J\u202e\u2028z";

    [Test]
    public async Task A_refusal_is_one_line_of_the_compile_and_of_hosts_afterwards()
    {
        await using var host = await FakeHost.StartAsync(Described(), job => job.SayAsync(new CompileReply
        {
            Refused = new Refused
            {
                Reason = RefusalReason.HostTrouble, Sentence = Vile, Culprit = ByteString.CopyFromUtf8(Vile),
            },
        }));
        var client = new FarmClient(Sandbox, $"{host.Address}");
        var compile = client.Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(compile.Error, Is.EqualTo(
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {host.Address}: {Shown}\n"));
        IsPrintable(client.Command(NativeBinary.Path, "hosts").Run().Output, lines: 3);
        Assert.That(Texts(client.Command(NativeBinary.Path, "hosts", "--json").Run().Output), Has.Some.Contains(Shown));
    }

    [Test]
    public async Task A_status_of_grpc_is_one_line()
    {
        await using var host = await FakeHost.StartAsync(
            Described(), _ => throw new RpcException(new Status(StatusCode.Internal, Vile)));
        var compile = new FarmClient(Sandbox, $"{host.Address}").Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(compile.Error, Is.EqualTo(
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {host.Address}: "
            + $"the host reports an error ({Shown}): see the log of the host\n"));
    }

    [Test]
    public async Task What_a_host_says_of_itself()
    {
        await using var host = await FakeHost.StartAsync(Described());
        var client = new FarmClient(Sandbox, $"{host.Address}");
        IsPrintable(client.Command(NativeBinary.Path, "hosts").Run().Succeeded().Output, lines: 2);
        Assert.That(Texts(client.Command(NativeBinary.Path, "hosts", "--json").Run().Output), Has.Some.EqualTo(Shown));
        var check = client.Command(NativeBinary.Path, "check").Run();
        IsPrintable(check.Output);
        Assert.That(check.Output, Does.Contain(Shown));
        Assert.That(Texts(client.Command(NativeBinary.Path, "check", "--json").Run().Output), Has.Some.Contains(Shown));
    }

    [Test]
    public async Task What_a_host_says_of_its_jobs()
    {
        await using var host = await FakeHost.StartAsync(Described(), shows: _ => [State()]);
        using var stop = new CancellationTokenSource();
        var settings = new ClientSettings();
        var watch = new HostWatch(host.Address, settings, TimeProvider.System);
        var watching = watch.RunAsync(stop.Token);
        await Wait.Until(() => watch.Latest.State is not null, "a state comes");
        var screen = WatchScreen.Lines([watch.Latest], _ => TimeSpan.Zero, "12:00:00", 1000, 50);
        Assert.That(string.Join('\n', screen), Does.Contain($"{Shown}  for {Shown}@{Shown}  {Shown}"));
        Assert.That(screen, Has.All.Matches<string>(line => NativeText.ForPeople(line) == line));
        await stop.CancelAsync();
        await watching;
    }

    [TestCase("lines")]
    [TestCase("json")]
    [TestCase("systemd")]
    public async Task What_a_client_says_in_the_log_and_on_the_pages(string format)
    {
        using var host = BuildHost.Start(
            Sandbox, "--log-format", format, "--log-level", "debug", "--status", "0", "--metrics", "0");
        using var client = new RawClient(host);
        var job = TestJob.Direct($"{Sly}.c", "/p").Whole($"/p/{Sly}.c", "int x;\n").With(offer =>
        {
            offer.Client = new ClientIdentity { Software = Vile, Machine = Vile, User = Vile };
            offer.Features.Add(Vile);
        });
        var done = await job.RunAsync(client.Stubs);
        Assert.That(done.Finished?.ExitCode, Is.Zero, $"{done.Refused}");
        var refused = await job.Option($"-fplugin={Vile}").RunAsync(client.Stubs);
        IsPrintable(refused.Refused!.Sentence);
        var unlike = await TestJob.Direct("a.c", "/p").Whole("/p/a.c", "").With(offer =>
        {
            offer.Compiler.Version = offer.Compiler.Target = Vile;
            offer.Compiler.Digest = ByteString.CopyFrom(new byte[32]);
        }).RunAsync(client.Stubs);
        IsPrintable(unlike.Refused!.Sentence);
        host.WaitForLog("a\\.c: refused");

        IsPrintable(host.Log);
        Assert.That(host.Log, Does.Not.Match("(?m)^forged").And.Contain(format == "json" ? @"a\\x1b[31m" : Shown));
        using var browser = new HttpClient();
        foreach (var place in (string[])[@"status +(http://[^\s""/]+)", @"metrics +(http://[^\s""/]+)"])
        {
            var address = host.WaitForLog(place).Groups[1].Value;
            var page = await browser.GetStringAsync(address + (place[0] == 'm' ? "/metrics" : "/"));
            IsPrintable(page);
            Assert.That(page, Does.Not.Match("(?m)^forged"));
        }
    }

    private static HostDescription Described()
    {
        var description = new HostDescription
        {
            Software = Vile,
            Version = new ProtocolVersion { Major = 1 },
            Machine = Vile,
            Slots = uint.MaxValue,
            Isolation = Vile,
            Load = new HostLoad { Slots = uint.MaxValue, LoadAverage = double.NaN },
            Limits = new HostLimits { HeartbeatMs = ulong.MaxValue },
            ClockNs = long.MinValue,
            UptimeMs = ulong.MaxValue,
        };
        description.Features.Add(Vile);
        foreach (var family in (CompilerFamily[])[CompilerFamily.Gcc, CompilerFamily.Clang, (CompilerFamily)99])
        {
            description.Compilers.Add(new OfferedCompiler
            {
                Name = Vile,
                Path = Vile,
                Fingerprint = new CompilerFingerprint { Family = family, Version = Vile, Target = Vile },
            });
        }

        description.Compilers.Add(new OfferedCompiler { Name = Vile, Path = Vile, Trouble = Vile });
        description.Compilers.Add(new OfferedCompiler());
        return description;
    }

    private static HostState State()
    {
        var state = new HostState { Load = new HostLoad { Slots = 1, LoadAverage = double.PositiveInfinity } };
        state.Jobs.Add(new RunningJob
        {
            Source = ByteString.CopyFromUtf8(Vile),
            Client = new ClientIdentity { User = Vile, Machine = Vile },
            ElapsedMs = ulong.MaxValue,
            Phase = (Phase)42,
            Compiler = Vile,
        });
        return state;
    }

    private static void IsPrintable(string text, int? lines = null)
    {
        var all = text.Split('\n');
        Assert.That(all, Has.All.Matches<string>(line => NativeText.ForPeople(line) == line), text);
        Assert.That(lines is null || all.Length == lines + 1, text);
    }

    /// <summary>Every text that a program finds in this JSON.</summary>
    private static List<string> Texts(string json)
    {
        IsPrintable(json);
        using var document = JsonDocument.Parse(json);
        var texts = Texts(document.RootElement).ToList();
        Assert.That(texts, Has.All.Matches<string>(text => NativeText.ForPeople(text) == text));
        return texts;
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
