using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Diagnostics.Hosts;

/// <summary>A host's health, in the words that <c>hosts</c> has for it.</summary>
internal sealed class KnownHostTests
{
    private static readonly HostAddress One = new(HostAddressKind.Network, "one", 3633);

    private readonly ManualClock _clock = new();

    [Test]
    public void Nothing_is_said_of_a_host_that_never_failed()
        => Assert.That(KnownHost.Sentence(One, new HostStateCache(null, _clock)), Is.Null);

    [Test]
    public void Who_failed_just_now_is_left_alone()
    {
        var memory = new HostStateCache(null, _clock);
        memory.Failed(One, "one:3633: connection refused: nothing listens there");
        memory.Failed(One, "one:3633: connection refused: nothing listens there");
        Assert.That(KnownHost.Sentence(One, memory), Is.EqualTo(
            "skipped for another 0.5 s; its last failure in a compile, 0 s ago: "
            + "connection refused: nothing listens there"));
    }

    [Test]
    public void Who_failed_a_while_ago_is_tried_by_the_next_compile()
    {
        var memory = new HostStateCache(null, _clock);
        memory.Failed(One, "one:3633: the connection was lost");
        _clock.Advance(TimeSpan.FromSeconds(12));
        Assert.That(KnownHost.Sentence(One, memory), Is.EqualTo(
            "no longer skipped: the next compile tries it; its last failure in a compile, 12 s ago: "
            + "the connection was lost"));
    }

    [Test]
    public void Who_was_slow_is_asked_after_the_others()
    {
        var memory = new HostStateCache(null, _clock);
        memory.WasSlow(One, "one:3633: no heartbeat for 1s");
        Assert.That(KnownHost.Sentence(One, memory), Is.EqualTo(
            "asked last, because it was slow; its last failure in a compile, 0 s ago: no heartbeat for 1s"));
    }

    [Test]
    public void Who_works_again_is_used_again_and_its_failure_forgotten_after_an_hour()
    {
        var memory = new HostStateCache(null, _clock);
        memory.Failed(One, "one:3633: the connection was lost");
        memory.Answered(One, null);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(KnownHost.Sentence(One, memory), Is.EqualTo(
            "in use again; its last failure in a compile, 5 min ago: the connection was lost"));
        _clock.Advance(TimeSpan.FromMinutes(56));
        Assert.That(KnownHost.Sentence(One, memory), Is.Null);
    }

    [Test]
    public void Speed_is_told_against_the_fastest_host()
    {
        var memory = new HostStateCache(null, _clock);
        var two = One with { Name = "two" };
        var three = One with { Name = "three" };
        for (var i = 0; i < 10; i++)
        {
            memory.Compiled(One, TimeSpan.FromSeconds(1), bytes: 100_000);
            memory.Compiled(two, TimeSpan.FromSeconds(2), bytes: 100_000);
        }

        memory.Compiled(three, TimeSpan.FromSeconds(1), bytes: 100_000);
        var speeds = new HostSpeeds(memory, [One, two, three]);
        Assert.That(((HostAddress[])[One, two, three]).Select(speeds.Text), Is.EqualTo(new[] { "100 %", "50 %", "-" }));
    }
}
