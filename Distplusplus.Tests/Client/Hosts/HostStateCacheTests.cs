using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Client.Hosts;

internal sealed class HostStateCacheTests
{
    private static readonly HostAddress One = new(HostAddressKind.Network, "one", 3633);
    private static readonly HostAddress Two = new(HostAddressKind.Network, "two", 3633);

    private readonly ManualClock _clock = new();
    private string _directory = string.Empty;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("dpp-memory-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_failure_is_known_to_the_next_process_and_passes()
    {
        Memory().Failed(One, "one:3633: connection refused");
        Assert.That(Memory().PenaltyOf(One), Is.GreaterThan(TimeSpan.Zero));
        Assert.That(Memory().PenaltyOf(Two), Is.EqualTo(TimeSpan.Zero));
        Assert.That(Memory().Of(One).LastFailure, Is.EqualTo("one:3633: connection refused"));
        _clock.Advance(TimeSpan.FromMilliseconds(251));
        Assert.That(Memory().PenaltyOf(One), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Penalties_grow_with_failures_in_a_row_but_never_beyond_two_seconds()
    {
        var last = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            Memory().Failed(One, "trouble");
            var penalty = Memory().PenaltyOf(One);
            Assert.That(penalty, Is.GreaterThanOrEqualTo(last));
            last = penalty;
        }

        Assert.That(last, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void That_a_host_has_no_tree_at_root_is_known_to_the_next_process_and_passes()
    {
        Assert.That(Memory().LacksTreeAtRoot(One), Is.False);
        Memory().HasNoTreeAtRoot(One);
        Memory().Answered(One, new HostLoad { Slots = 8 });
        Assert.That(Memory().LacksTreeAtRoot(One), Is.True);
        Assert.That(Memory().LacksTreeAtRoot(Two), Is.False);
        Assert.That(Memory().PenaltyOf(One), Is.EqualTo(TimeSpan.Zero));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(Memory().LacksTreeAtRoot(One), Is.False);
        Memory().HasNoTreeAtRoot(One);
        _clock.Advance(TimeSpan.FromDays(-1));
        Assert.That(Memory().LacksTreeAtRoot(One), Is.False);
    }

    [Test]
    public void The_longest_sentence_is_kept_whole_and_what_is_longer_says_that_it_goes_on()
    {
        var key = $"SHA256:{new string('A', 43)}";
        var host = new HostAddress(HostAddressKind.Network, "build-host-with-a-name.example.org", 3633);
        var sentence = new ConnectionFailure(
            host, ConnectionTrouble.HostKeyChanged,
            $"it shows {key}, /home/somebody/.config/distplusplus/known_hosts:2 has {key}").Sentence;
        Memory().Failed(host, sentence);
        Assert.That(Memory().Of(host).LastFailure, Is.EqualTo(sentence));
        Memory().Failed(host, new string('ä', 500));
        Assert.That(Memory().Of(host).LastFailure, Does.Match("^ä{200,}…$"));
    }

    [Test]
    public void An_answer_wipes_the_slate_clean()
    {
        Memory().Failed(One, "trouble");
        Memory().Answered(One, new HostLoad { Slots = 8, Running = 3 });
        Assert.That(Memory().PenaltyOf(One), Is.EqualTo(TimeSpan.Zero));
        Assert.That(Memory().Of(One).Slots, Is.EqualTo(8));
        Assert.That(Memory().Of(One).Running, Is.EqualTo(3));
    }

    [Test]
    public void A_clock_that_was_set_back_does_not_lock_a_host_out()
    {
        Memory().Failed(One, "trouble");
        _clock.Advance(TimeSpan.FromDays(-1));
        Assert.That(Memory().PenaltyOf(One), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void A_damaged_memory_is_no_memory()
    {
        Memory().Failed(One, "trouble");
        var file = Directory.GetFiles(_directory).Single();
        var bytes = File.ReadAllBytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x55;
        }

        File.WriteAllBytes(file, bytes);
        Assert.That(Memory().PenaltyOf(One), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void A_host_with_a_penalty_is_left_out_and_said_why()
    {
        Memory().Failed(One, "one:3633: connection refused");
        var selector = new HostSelector([One, Two], Memory(), new Random(1));
        Assert.That(selector.Order(), Is.EqualTo(new[] { Two }));
        Assert.That(selector.Penalised(), Is.EqualTo(new[] { "one:3633: connection refused (retried in 1 s)" }));
    }

    [Test]
    public void A_larger_host_comes_first_in_proportion()
    {
        var memory = Memory();
        memory.Answered(One, new HostLoad { Slots = 9 });
        memory.Answered(Two, new HostLoad { Slots = 3 });
        var random = new Random(1);
        var first = Enumerable.Range(0, 4000)
            .Count(_ => new HostSelector([One, Two], memory, random).Order()[0] == One);
        Assert.That(first / 4000d, Is.EqualTo(0.75).Within(0.03));
    }

    [Test]
    public void A_faster_host_comes_first_in_proportion_whatever_it_compiled()
    {
        var memory = Memory();
        memory.Answered(One, new HostLoad { Slots = 4 });
        memory.Answered(Two, new HostLoad { Slots = 4 });
        var lengths = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            // Between a tenth of a second and ten, for 1 kB to 1 MB: only the host's own speed is left on the average.
            foreach (var (host, slower) in new[] { (One, 1), (Two, 3) })
            {
                var size = Math.Pow(10, 3 + (3 * lengths.NextDouble()));
                var noise = Math.Pow(2, lengths.NextDouble() - 0.5);
                Memory().Compiled(host, TimeSpan.FromMicroseconds(slower * noise * 10 * (size + 4096)), (long)size);
            }
        }

        var random = new Random(1);
        var first = Enumerable.Range(0, 4000)
            .Count(_ => new HostSelector([One, Two], Memory(), random).Order()[0] == One);
        Assert.That(first / 4000d, Is.EqualTo(0.75).Within(0.04));
    }

    [Test]
    public void A_host_that_has_compiled_little_is_taken_to_be_as_fast_as_the_fastest()
    {
        for (var i = 0; i < 7; i++)
        {
            Memory().Compiled(One, TimeSpan.FromSeconds(60), 1000);
        }

        for (var i = 0; i < 30; i++)
        {
            Memory().Compiled(Two, TimeSpan.FromSeconds(1), 1000);
        }

        var random = new Random(1);
        var first = Enumerable.Range(0, 4000)
            .Count(_ => new HostSelector([One, Two], Memory(), random).Order()[0] == One);
        Assert.That(first / 4000d, Is.EqualTo(0.5).Within(0.03));

        // However slow it then seems, it is asked now and then.
        Memory().Compiled(One, TimeSpan.FromSeconds(60), 1000);
        first = Enumerable.Range(0, 4000)
            .Count(_ => new HostSelector([One, Two], Memory(), random).Order()[0] == One);
        Assert.That(first / 4000d, Is.EqualTo(1 / 17d).Within(0.02));
    }

    [Test]
    public void A_host_whose_penalty_has_run_out_is_asked_by_one_process_first()
    {
        Memory().Failed(One, "one:3633: connection refused");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(new HostSelector([Two, One], Memory(), new Random(1)).Order(), Is.EqualTo(new[] { One, Two }));
        for (var sibling = 0; sibling < 100; sibling++)
        {
            Assert.That(new HostSelector([Two, One], Memory(), new Random(1)).Order(), Is.EqualTo(new[] { Two }));
        }

        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(new HostSelector([Two, One], Memory(), new Random(1)).Order(), Is.EqualTo(new[] { One, Two }));
    }

    [Test]
    public void A_host_that_answers_on_trial_is_one_of_all_again()
    {
        Memory().Failed(One, "one:3633: connection refused");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Memory().Claim(One), Is.True);
        Assert.That(Memory().Claim(One), Is.False);
        Memory().Answered(One, new HostLoad { Slots = 1 });
        Assert.That(new HostSelector([One], Memory(), new Random(1)).Order(), Is.EqualTo(new[] { One }));
    }

    [Test]
    public void A_host_that_was_only_slow_is_asked_last_rather_than_not_at_all()
    {
        Memory().WasSlow(One, "one:3633: not a word");
        Assert.That(new HostSelector([One, Two], Memory(), new Random(1)).Order(), Is.EqualTo(new[] { Two, One }));
        Memory().Failed(One, "one:3633: connection refused");
        Assert.That(new HostSelector([One, Two], Memory(), new Random(1)).Order(), Is.EqualTo(new[] { Two }));
    }

    [Test]
    public void What_a_sibling_wrote_meanwhile_is_not_undone()
    {
        var early = Memory();
        Memory().Failed(One, "first");
        early.Failed(One, "second");
        Assert.That(Memory().Of(One).Failures, Is.EqualTo(2));
    }

    private HostStateCache Memory() => new(_directory, _clock);
}
