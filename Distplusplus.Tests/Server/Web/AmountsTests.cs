using Distplusplus.Server.Web;

namespace Distplusplus.Tests.Server.Web;

/// <summary>Figures as people read them.</summary>
internal sealed class AmountsTests
{
    [TestCase(0, "0 B")]
    [TestCase(638, "638 B")]
    [TestCase(999, "999 B")]
    [TestCase(1000, "1.0 kB")]
    [TestCase(3120, "3.1 kB")]
    [TestCase(9949, "9.9 kB")]
    [TestCase(9950, "10 kB")]
    [TestCase(999_500, "1.0 MB")]
    [TestCase(46_200_000, "46 MB")]
    [TestCase(long.MaxValue, "9223372 TB")]
    public void Bytes(long bytes, string text) => Assert.That(Amounts.Bytes(bytes), Is.EqualTo(text));

    [TestCase(0.0001, "0 ms")]
    [TestCase(0.029, "29 ms")]
    [TestCase(1.64, "1.6 s")]
    [TestCase(12.4, "12 s")]
    [TestCase(99.6, "1 min")]
    [TestCase(3599, "59 min")]
    [TestCase(11_520, "3 h 12 min")]
    [TestCase(500_000, "5 days")]
    public void Times(double seconds, string text)
        => Assert.That(Amounts.Time(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));

    [TestCase(0, "1 s")]
    [TestCase(1.9, "1 s")]
    [TestCase(42.7, "42 s")]
    [TestCase(180, "3 min")]
    public void Long_ago(double seconds, string text)
        => Assert.That(Amounts.Ago(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}
