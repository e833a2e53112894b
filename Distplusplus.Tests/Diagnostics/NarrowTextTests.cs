using Distplusplus.Diagnostics;

namespace Distplusplus.Tests.Diagnostics;

internal sealed class NarrowTextTests
{
    [TestCase("as it is", 80, "as it is")]
    [TestCase("a row of a table that is long", 24, "a row of a table that i…")]
    [TestCase("a row of a table   of cells", 20, "a row of a table…")]
    [TestCase("nothing is shown in such a terminal", 3, "nothing is shown in such a terminal")]
    public void A_row_is_cut(string line, int columns, string shown)
        => Assert.That(NarrowText.Cut(line, columns), Is.EqualTo(shown));

    [Test]
    public void A_sentence_goes_on_below_where_it_began()
    {
        Assert.That(
            NarrowText.Wrap("build1  down  ", "connection refused: nothing listens there: is it running?", 40),
            Is.EqualTo(new[]
            {
                "build1  down  connection refused:",
                "              nothing listens there: is",
                "              it running?",
            }));
        Assert.That(
            NarrowText.Wrap("  ", "a_word_that_is_longer_than_the_terminal", 24),
            Is.EqualTo(new[] { "  a_word_that_is_longer_", "  than_the_terminal" }));
        Assert.That(NarrowText.Wrap("  ", "all of it", int.MaxValue), Is.EqualTo(new[] { "  all of it" }));
    }
}
