using Distplusplus.Client.Records;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Client.Records;

/// <summary>Of equal warnings of many processes one is given in a while.</summary>
internal sealed class WarningQuotaTests
{
    private readonly ManualClock _clock = new();
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("dpp-warnings-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void The_first_speaks_and_a_later_one_counts_those_that_did_not()
    {
        Assert.That(Count("gone"), Is.Zero);
        Assert.That(Count("gone"), Is.Null);
        Assert.That(Count("gone"), Is.Null);
        Assert.That(Count("another trouble"), Is.Zero);
        _clock.Advance(WarningQuota.Pause);
        Assert.That(Count("gone"), Is.EqualTo(2));
        Assert.That(Count("gone"), Is.Null);
    }

    [Test]
    public void Of_hundreds_at_once_one_speaks()
    {
        var spoke = 0;
        Parallel.For(0, 300, _ =>
        {
            if (Count("gone") is not null)
            {
                Interlocked.Increment(ref spoke);
            }
        });
        Assert.That(spoke, Is.EqualTo(1));
    }

    [Test]
    public void A_clock_that_was_set_back_silences_nobody()
    {
        Assert.That(Count("gone"), Is.Zero);
        _clock.Advance(TimeSpan.FromDays(-1));
        Assert.That(Count("gone"), Is.Zero);
    }

    [Test]
    public void Who_cannot_be_counted_speaks()
    {
        Assert.That(new WarningQuota(null, _clock).Count("gone"), Is.Zero);
        Assert.That(new WarningQuota("/no/such/directory", _clock).Count("gone"), Is.Zero);
    }

    private int? Count(string trouble) => new WarningQuota(_directory, _clock).Count(trouble);
}
