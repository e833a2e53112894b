using Distplusplus.Client;
using Distplusplus.Configuration;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Client;

/// <summary>The rule of `compression`, as distplusplus.toml(5) tells it.</summary>
internal sealed class EncoderChoiceTests
{
    // No link was seen yet, a fast one, 50 Mbit/s, 10 Mbit/s; the machine idle, then busy.
    [TestCase(0, false, "Zstd 1")]
    [TestCase(100_000, false, "Zstd 1")]
    [TestCase(12_000, false, "Zstd 1")]
    [TestCase(6_000, false, "Zstd 3")]
    [TestCase(6_000, true, "Zstd 1")]
    [TestCase(1_200, false, "Zstd 6")]
    [TestCase(1_200, true, "Zstd 3")]
    public void Left_to_itself_it_follows_the_link_and_the_load(int linkRate, bool isBusy, string plan)
        => Assert.That(Shown(new ClientSettings(), linkRate, () => isBusy), Is.EqualTo(plan));

    [Test]
    public void The_load_is_looked_at_only_where_the_link_is_slow()
        => Assert.That(
            Shown(new ClientSettings(), 50_000, () => throw new AssertionException("asked")),
            Is.EqualTo("Zstd 1"));

    [TestCase(CompressionPreference.Zstd, null, "Zstd 1")]
    [TestCase(CompressionPreference.Zstd, 19, "Zstd 19")]
    [TestCase(CompressionPreference.Gzip, null, "Gzip 1")]
    [TestCase(CompressionPreference.None, 9, "Identity 0")]
    [TestCase(CompressionPreference.Auto, -5, "Zstd -5")]
    public void What_is_set_holds_on_the_slowest_link(CompressionPreference compression, int? level, string plan)
        => Assert.That(
            Shown(new ClientSettings { Compression = compression, CompressionLevel = level }, 100, () => false),
            Is.EqualTo(plan));

    private static string Shown(ClientSettings settings, int linkRate, Func<bool> isBusy)
        => EncoderChoice.Of(settings, linkRate, isBusy) is var encoder ? $"{encoder.Encoding} {encoder.Level}" : "";
}
