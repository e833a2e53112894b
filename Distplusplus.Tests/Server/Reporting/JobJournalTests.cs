using Distplusplus.Protocol;
using Distplusplus.Server;
using Distplusplus.Server.Metrics;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Slots;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server.Reporting;

/// <summary>Many refusals are few lines, and none is forgotten.</summary>
internal sealed class JobJournalTests
{
    private const string Line = "ipv4:10.0.0.7:5 a.c: refused, OptionNotAllowed: -fplugin=x.so loads code t";

    private ManualClock _clock = null!;
    private KeptLines _log = null!;
    private JobJournal _journal = null!;

    [SetUp]
    public void Start()
    {
        (_clock, _log) = (new ManualClock(), new KeptLines());
        var metrics = new HostMetrics(new SlotPool(1, 1, new MemoryRoom(() => long.MaxValue), _clock), _clock);
        _journal = new JobJournal(_log, metrics, _clock);
    }

    [Test]
    public void The_same_refusal_from_the_same_machine_is_a_line_a_minute_that_counts_the_others()
    {
        for (var port = 5; port < 105; port++)
        {
            Refuse($"ipv4:10.0.0.7:{port}", "-fplugin=x.so");
        }

        Assert.That(_log.Lines, Is.EqualTo((string[])[Line]));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Refuse("ipv4:10.0.0.7:5", "-fplugin=x.so");
        Refuse("ipv4:10.0.0.7:5", "-fplugin=x.so");
        Assert.That(_log.Lines, Is.EqualTo((string[])[Line, Line + " (99 more like this were not logged)"]));
        Assert.That(_journal.Refusals, Is.EqualTo(102));
        Assert.That(_journal.RecentRefusals(), Has.Length.EqualTo(10));
    }

    [Test]
    public void Another_culprit_and_another_machine_are_lines_of_their_own()
    {
        Refuse("ipv4:10.0.0.7:5", "-fplugin=x.so");
        Refuse("ipv4:10.0.0.7:5", "-wrapper");
        Refuse("ipv4:10.0.0.8:5", "-wrapper");
        Assert.That(_log.Lines, Has.Count.EqualTo(3));
    }

    [Test]
    public void Refusals_that_are_all_different_are_so_many_lines_a_minute_and_the_rest_is_counted()
    {
        for (var i = 0; i < LogQuota.MostPlaces + 36; i++)
        {
            Refuse("ipv4:10.0.0.7:5", $"-fplugin={i}.so");
        }

        Refuse("ipv4:10.0.0.7:5", "-fplugin=0.so");
        Assert.That(_log.Lines, Has.Count.EqualTo(LogQuota.MostPlaces));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Refuse("ipv4:10.0.0.7:5", "-fplugin=x.so");
        Assert.That(_log.Lines[^1], Is.EqualTo(Line + " (37 others were not logged)"));
    }

    private void Refuse(string peer, string culprit)
        => _journal.Refused(
            "t", peer, "a.c", new Refusal(RefusalReason.OptionNotAllowed, culprit, $"{culprit} loads code"));
}
