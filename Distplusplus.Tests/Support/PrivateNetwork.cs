using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A client's machine and some hosts as network namespaces, each host joined to the client by a link of its own: what
/// is sent between them passes the kernel's real TCP and its queues, and nothing else on this machine is touched.
/// </summary>
internal sealed class PrivateNetwork : IDisposable
{
    /// <summary>The host's end of its link.</summary>
    private const string Wire = "wire";

    private static int _networks;

    private readonly string _name = $"dpp{Environment.ProcessId}n{Interlocked.Increment(ref _networks)}";
    private readonly int _hosts;

    /// <summary>Leaves the test out, with the reason, where namespaces are not to be had.</summary>
    public PrivateNetwork(int hosts)
    {
        foreach (var program in (string[])["ip", "nft", "tc", "nsenter"])
        {
            Needs.Program(program);
        }

        _hosts = hosts;
        if (Run("ip", "netns", "add", ClientSide) is { ExitCode: not 0 } refused)
        {
            Assert.Ignore($"no network namespaces here: {refused.Error.Trim()}");
        }

        try
        {
            for (var host = 1; host <= hosts; host++)
            {
                Join(host);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where a host listens; the network is its own, so the port may be a fixed one.</summary>
    public static string AddressOf(int host) => $"10.77.{host}.2:3633";

    /// <summary>The command, run on the client's machine.</summary>
    public Command AtClient(Command command) => Inside(ClientSide, command);

    /// <summary>Starts a host that listens to the network, in plain text.</summary>
    public BuildHost Start(
        Sandbox sandbox, int host, IReadOnlyDictionary<string, string> environment, params string[] more)
        => BuildHost.Start(
            sandbox,
            command => Inside(HostSide(host), command),
            environment,
            ["--listen", AddressOf(host), "--insecure-plaintext", .. more]);

    /// <summary>The cable is out: neither side is told anything.</summary>
    public void Cut(int host) => Must("ip", "-n", HostSide(host), "link", "set", Wire, "down");

    public void Mend(int host) => Must("ip", "-n", HostSide(host), "link", "set", Wire, "up");

    /// <summary>A firewall swallows whatever comes for the host, or goes from it.</summary>
    public void Swallow(int host)
    {
        Must("ip", "netns", "exec", HostSide(host), "nft", "add", "table", "inet", "dpp");
        foreach (var way in (string[])["input", "output"])
        {
            Must("ip", "netns", "exec", HostSide(host), "nft",
                $"add chain inet dpp {way} {{ type filter hook {way} priority 0; policy drop; }}");
        }
    }

    public void Release(int host)
        => Must("ip", "netns", "exec", HostSide(host), "nft", "delete", "table", "inet", "dpp");

    /// <summary>So much a second and no more, each way.</summary>
    /// <param name="rate">As tc(8) writes it: "160kbit".</param>
    public void Throttle(int host, string rate)
    {
        string[] limit = ["root", "tbf", "rate", rate, "burst", "8kb", "latency", "1s"];
        if (Run("tc", ["-n", ClientSide, "qdisc", "add", "dev", $"h{host}", .. limit]) is { ExitCode: not 0 } refused)
        {
            Assert.Ignore($"this kernel limits no rates: {refused.Error.Trim()}");
        }

        Must("tc", ["-n", HostSide(host), "qdisc", "add", "dev", Wire, .. limit]);
    }

    public void Dispose()
    {
        for (var host = 1; host <= _hosts; host++)
        {
            _ = Run("ip", "netns", "delete", HostSide(host));
        }

        _ = Run("ip", "netns", "delete", ClientSide);
    }

    private string ClientSide => $"{_name}c";

    private string HostSide(int host) => $"{_name}h{host}";

    private void Join(int host)
    {
        Must("ip", "netns", "add", HostSide(host));
        Must("ip", "-n", ClientSide, "link", "add", $"h{host}", "type", "veth",
            "peer", "name", Wire, "netns", HostSide(host));
        Must("ip", "-n", ClientSide, "address", "add", $"10.77.{host}.1/24", "dev", $"h{host}");
        Must("ip", "-n", ClientSide, "link", "set", $"h{host}", "up");
        Must("ip", "-n", HostSide(host), "address", "add", $"10.77.{host}.2/24", "dev", Wire);
        Must("ip", "-n", HostSide(host), "link", "set", Wire, "up");
        Must("ip", "-n", HostSide(host), "link", "set", "lo", "up");
    }

    // Not `ip netns exec`, which mounts a /sys of its own over the machine's.
    private static Command Inside(string side, Command command)
        => command with
        {
            Program = "nsenter",
            Arguments = [$"--net=/run/netns/{side}", command.Program, .. command.Arguments],
        };

    private static CommandResult Run(string program, params string[] arguments)
        => new Command(program, arguments)
        {
            Directory = "/",
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/sbin:/usr/bin:/bin" },
        }.Run();

    private static void Must(string program, params string[] arguments) => Run(program, arguments).Succeeded();
}
