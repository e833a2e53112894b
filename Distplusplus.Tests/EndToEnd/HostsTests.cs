using System.Text.Json;
using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What `hosts` shows of hosts at work and of builds that are over.</summary>
internal sealed class HostsTests : SandboxFixture
{
    [TestCase("q")]
    [TestCase("C-c")]
    public void The_live_view_shows_jobs_follows_the_window_and_gives_the_terminal_back(string key)
    {
        new StandInCompiler("/usr/bin/gcc") { Before = "sleep 60" }.Install(Sandbox.Path("slow"), "gcc");
        using var host = BuildHost.Start(Sandbox, "--slots", "3", "--compilers", Sandbox.Path("slow"));
        var client = new FarmClient(Sandbox, host.Address, "127.0.0.1:1").With("TERM", "screen").With("USER", "me");
        Sandbox.Write("long_name.c", "int x;\n");
        using var compile = client.Compile("gcc", "-c", "long_name.c").Start();
        using var terminal = new Tmux(Sandbox, client.Command("true").Environment);
        terminal.Type("stty -a > before");
        terminal.Type($"{NativeBinary.Path} hosts --watch");
        terminal.WaitFor("^2 hosts, 1 of 3 slots busy, 0 jobs queued +[0-9:]{8}  q: quit$");
        terminal.WaitFor($"^{host.Address}  busy, slots 1/3, queue 0, load [0-9.]+, gcc [0-9.]+$");
        terminal.WaitFor($"^ +[0-9.]+ s  compiles  long_name.c  for me@{Environment.MachineName} +gcc$");
        terminal.WaitFor("^127.0.0.1:1  down: connection refused: nothing listens there");
        terminal.Resize(40, 4);
        terminal.WaitFor("^… [0-9]+ more lines$");
        terminal.Resize(100, 30);
        terminal.WaitFor("^127.0.0.1:1  down: connection refused: nothing listens there");
        terminal.Press("C-z");
        terminal.WaitFor("Stopped");
        terminal.Type("fg; echo ended $?; stty -a > after");
        terminal.WaitFor("q: quit$");
        compile.KillTree();
        _ = compile.Wait();
        terminal.WaitFor($"^{host.Address}  idle, slots 0/3");
        terminal.Press(key);
        terminal.WaitFor("ended 0$");
        Assert.That(terminal.Screen, Does.Not.Contain("q: quit"));
        terminal.Type("test -s after && echo all there");
        terminal.WaitFor("all there$");
        Assert.That(
            File.ReadAllText($"{Sandbox.Work}/after"), Is.EqualTo(File.ReadAllText($"{Sandbox.Work}/before")));
    }

    [Test]
    public void The_live_view_needs_a_terminal()
    {
        var result = new FarmClient(Sandbox, "127.0.0.1:1").Command(NativeBinary.Path, "hosts", "--watch").Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Error, Is.EqualTo("distplusplus: `--watch` needs a terminal, but standard output is not "
            + "one: omit it, or use `distplusplus hosts --json`\n"));
    }

    [Test]
    public void A_terminal_that_cannot_be_drawn_on_is_told_as_such()
    {
        using var terminal = new Tmux(Sandbox, new FarmClient(Sandbox, "127.0.0.1:1").Command("true").Environment);
        terminal.Resize(150, 30);
        terminal.Type($"TERM=dumb {NativeBinary.Path} hosts --watch; echo ended $?");
        terminal.WaitFor("^distplusplus: `--watch` needs a terminal, but TERM names a terminal without the needed "
            + "functions: omit it, or use `distplusplus hosts --json`$");
        terminal.WaitFor($"^ended {ExitCodes.Usage}$");
    }

    [TestCase("hosts", true)]
    [TestCase("check", true)]
    [TestCase("hosts", false)]
    public void What_compiles_hold_against_a_host_is_over_when_it_is_seen_to_be_well(string command, bool isThere)
    {
        using var host = BuildHost.Start(Sandbox);
        var address = isThere ? host.Address : "127.0.0.1:1";
        var client = new FarmClient(Sandbox, address);
        Assert.That(HostAddress.TryParse(address, out var parsed, out _), Is.True);
        for (var i = 0; i < 5; i++)
        {
            Memory().Failed(parsed!, $"{address}: the host does not accept this client");
        }

        var told = client.Command(NativeBinary.Path, command).Run().Output;
        Assert.That(Memory().Of(parsed!).Failures, isThere ? Is.Zero : Is.EqualTo(5));
        if (command == "hosts")
        {
            var standing = isThere
                ? "in use again"
                : @"(skipped for another [012]\.\d s|no longer skipped: the next compile tries it)";
            Assert.That(told, Does.Match(
                @$"\n  {standing}; its last failure in a compile, \d+ s ago: the host does not accept this "
                + "client\n$"));
        }

        HostStateCache Memory() => new(RuntimeDirectory.Open(client.Command("true").Environment.GetValueOrDefault),
            TimeProvider.System);
    }

    [Test]
    public void After_a_build_the_summary_tells_where_everything_ran()
    {
        using var host = BuildHost.Start(Sandbox);
        var client = new FarmClient(Sandbox, host.Address);
        for (var i = 0; i < 3; i++)
        {
            Sandbox.Write($"u{i}.c", $"int u{i};\n");
            client.Compile("gcc", "-c", $"u{i}.c").Run().Succeeded();
        }

        Sandbox.Write("main.c", "int main(void) { return 0; }\n");
        client.Compile("clang", "-c", "main.c", "-march=native", "-flto").Run().Succeeded();
        client.Compile("gcc", "-shared", "u0.o", "-o", "main").Run().Succeeded();
        client.Compile("gcc", "--version").Run().Succeeded();
        client.With("DISTPLUSPLUS_SERVERS", "127.0.0.1:1").With("DISTPLUSPLUS_FALLBACK", "0")
            .Compile("gcc", "-c", "main.c").Run();
        var told = client.Command(NativeBinary.Path, "hosts", "--summary").Run().Succeeded().Output.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(told[0], Does.Match(
                @"^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d \(\d+ s\): 5 compiles, 3 on hosts, 1 local, "
                + "1 not compiled; 1 link local$"));
            Assert.That(told[1], Does.Match(
                $@"^  {host.Address} +3  compilers used \d+\.\d s of processor time$"));
            Assert.That(told[2], Is.EqualTo("  native-processor       1  local; the last: "
                + "main.c: -march=native refers to the processor of this machine"));
            Assert.That(told[3], Does.StartWith("  no-host                1  not compiled; the last: main.c: "));
            Assert.That(told[4], Is.EqualTo("saved: nothing, all hosts are on this machine (or behind a tunnel, "
                + "which does not count)"));
        });
        var json = client.Command(NativeBinary.Path, "hosts", "--summary", "--json", "--since", "1h").Run().Succeeded();
        using var document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("at_hosts").GetInt32(), Is.EqualTo(3));
        Assert.That(
            document.RootElement.GetProperty("reasons")[0].GetProperty("reason").GetString(),
            Is.EqualTo("native-processor"));
    }

    [Test]
    public void Records_can_be_switched_off()
    {
        var client = new FarmClient(Sandbox).With("DISTPLUSPLUS_RECORDS", "off");
        Sandbox.Write("a.c", "int a;\n");
        client.Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(
            client.Command(NativeBinary.Path, "hosts", "--summary").Run().Output,
            Is.EqualTo("there are no records of compiles: `records` is off\n"));
        Assert.That(File.Exists(Sandbox.Path("run/distplusplus/compiles")), Is.False);
    }
}
