using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Tests.Configuration;

/// <summary>The small languages of values: durations, sizes, words.</summary>
internal sealed class ValueTextTests
{
    [TestCase("2s", 2_000)]
    [TestCase("500ms", 500)]
    [TestCase("10m", 600_000)]
    [TestCase("10 min", 600_000)]
    [TestCase("1h", 3_600_000)]
    [TestCase("30", 30_000)]
    [TestCase("0.5", 500)]
    [TestCase("1.5s", 1_500)]
    public void A_duration_is_read(string text, int milliseconds)
    {
        Assert.That(DurationText.TryParse(text, out var duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [TestCase("")]
    [TestCase("0")]
    [TestCase("-1s")]
    [TestCase("soon")]
    [TestCase("2 weeks")]
    [TestCase("1e3")]
    [TestCase("1.2.3s")]
    [TestCase("999999h")]
    [TestCase("s")]
    public void What_is_no_duration_is_refused(string text)
        => Assert.That(DurationText.TryParse(text, out _), Is.False);

    [TestCase("2s", "2s")]
    [TestCase("120s", "2m")]
    [TestCase("90", "90s")]
    [TestCase("1500ms", "1500ms")]
    [TestCase("0.5ms", "0.5ms")]
    [TestCase("60m", "1h")]
    [TestCase("90m", "90m")]
    [TestCase("48h", "48h")]
    public void A_duration_is_shown_as_it_would_be_written(string text, string shown)
    {
        Assert.That(DurationText.TryParse(text, out var duration), Is.True);
        Assert.That(DurationText.Format(duration), Is.EqualTo(shown));
    }

    [TestCase("0", 0)]
    [TestCase("4096", 4096)]
    [TestCase("1K", 1024)]
    [TestCase("512MiB", 512L << 20)]
    [TestCase("4 GB", 4L << 30)]
    [TestCase("1t", 1L << 40)]
    [TestCase("7B", 7)]
    public void An_amount_of_bytes_is_read(string text, long bytes)
    {
        Assert.That(ByteSizeText.TryParse(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("much")]
    [TestCase("-1")]
    [TestCase("4X")]
    [TestCase("4Gi")]
    [TestCase("99999999999T")]
    public void What_is_no_amount_is_refused(string text)
        => Assert.That(ByteSizeText.TryParse(text, out _), Is.False);

    [TestCase(0, "0")]
    [TestCase(1000, "1000")]
    [TestCase(4L << 30, "4GiB")]
    [TestCase(1536L << 20, "1536MiB")]
    [TestCase(1L << 50, "1024TiB")]
    public void An_amount_is_shown_as_it_would_be_written(long bytes, string shown)
        => Assert.That(ByteSizeText.Format(bytes), Is.EqualTo(shown));

    [TestCase("1", true)]
    [TestCase("on", true)]
    [TestCase("0", false)]
    [TestCase("no", false)]
    public void Yes_and_no_have_the_forms_shells_use(string text, bool expected)
    {
        Assert.That(ChoiceText.Flags.TryParse(text, out var flag), Is.True);
        Assert.That(flag, Is.EqualTo(expected));
    }

    [Test]
    public void Every_word_of_a_choice_is_read_back()
    {
        foreach (var level in Enum.GetValues<LogThreshold>())
        {
            var word = ChoiceText.LogLevels.Name(level);
            Assert.That(ChoiceText.LogLevels.TryParse(word, out var read) && read == level, Is.True);
            Assert.That(ChoiceText.LogLevels.Words, Does.Contain(word));
        }

        Assert.That(ChoiceText.Isolations.Words, Is.EqualTo("auto, required, landlock, bubblewrap or off"));
        Assert.That(ChoiceText.Flags.Words, Is.EqualTo("true or false"));
    }

    [TestCase("server", "servers")]
    [TestCase("log-level", "log_level")]
    [TestCase("loglevel", "log_level")]
    [TestCase("fallbakc", "fallback")]
    [TestCase("banana", null)]
    public void A_misspelled_name_leads_to_the_nearest(string written, string? meant)
        => Assert.That(Spelling.Closest(written, SettingsReader.ClientKeys), Is.EqualTo(meant));
}
