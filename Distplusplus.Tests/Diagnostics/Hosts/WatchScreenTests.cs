using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Protocol;
using Google.Protobuf;

namespace Distplusplus.Tests.Diagnostics.Hosts;

/// <summary>What <c>hosts --watch</c> draws.</summary>
internal sealed class WatchScreenTests
{
    private static readonly HostAddress One = new(HostAddressKind.Network, "one", 3633);

    [Test]
    public void Every_busy_slot_is_a_line_below_its_host()
        => Assert.That(Screen(80, 24), Is.EqualTo("""
            2 hosts, 2 of 8 slots busy, 1 jobs queued                      12:00:00  q: quit

            one:3633  full, slots 2/8, queue 1, load 1.50, none
              1 min 5 s  compiles  src/long.cc  for me@laptop     g++
                  2.5 s  receives  b\x0a.c      for you@computer  gcc

            two:3633  down: connection refused: nothing listens there: is `distplusplus serve` running?
            """.Split('\n').Select(line => line.Length > 80 ? line[..80] : line)));

    [Test]
    public void A_small_terminal_gets_what_fits()
    {
        var lines = Screen(30, 4);
        Assert.That(lines, Is.EqualTo(new[]
        {
            "2 hosts, 2 of 8 slots busy, 1 ", "", "one:3633  full, slots 2/8, que", "… 4 more lines",
        }));
    }

    private static IReadOnlyList<string> Screen(int columns, int rows)
    {
        var state = new HostState { Load = new HostLoad { Slots = 8, Running = 2, Queued = 1, LoadAverage = 1.5 } };
        state.Jobs.Add(Job("b\n.c", "you", "computer", 1500, Phase.Receiving, "gcc"));
        state.Jobs.Add(Job("src/long.cc", "me", "laptop", 64_000, Phase.Compiling, "g++"));
        return WatchScreen.Lines(
            [
                new WatchedHost(One, new HostDescription(), state),
                new WatchedHost(
                    One with { Name = "two" },
                    Failure: new ConnectionFailure(
                        One with { Name = "two" }, ConnectionTrouble.ConnectionRefused, "")),
            ],
            _ => TimeSpan.FromSeconds(1),
            "12:00:00",
            columns,
            rows);
    }

    private static RunningJob Job(
        string source, string user, string machine, ulong elapsed, Phase phase, string compiler) => new()
        {
            Source = ByteString.CopyFromUtf8(source),
            Client = new ClientIdentity { User = user, Machine = machine },
            ElapsedMs = elapsed,
            Phase = phase,
            Compiler = compiler,
        };
}
