using Distplusplus.Platform;

namespace Distplusplus.Tests.Platform;

internal sealed class NativeTextTests
{
    [TestCase("plain")]
    [TestCase("größer 変換 🎉")]
    public void Valid_text_is_what_it_says(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.That(NativeText.Decode(bytes), Is.EqualTo(text));
        Assert.That(NativeText.Encode(text), Is.EqualTo(bytes));
    }

    [Test]
    public void Every_byte_string_comes_back_unchanged()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(24)];
            random.NextBytes(bytes);
            Assert.That(NativeText.Encode(NativeText.Decode(bytes)), Is.EqualTo(bytes));
        }
    }

    [Test]
    public void People_see_the_numbers_of_bytes_that_are_no_text()
        => Assert.That(NativeText.ForPeople(NativeText.Decode([0x61, 0xFC, 0x0A])), Is.EqualTo("a\\xfc\\x0a"));

    [TestCase('\0', "\\x00")]
    [TestCase('\e', "\\x1b")]
    [TestCase('\r', "\\x0d")]
    [TestCase('\x7f', "\\x7f")]
    [TestCase('\u0085', "\\u0085")]
    [TestCase('\u009b', "\\u009b")]
    [TestCase('\u061c', "\\u061c")]
    [TestCase('\u200e', "\\u200e")]
    [TestCase('\u2028', "\\u2028")]
    [TestCase('\u2029', "\\u2029")]
    [TestCase('\u202a', "\\u202a")]
    [TestCase('\u202e', "\\u202e")]
    [TestCase('\u2066', "\\u2066")]
    [TestCase('\u2069', "\\u2069")]
    [TestCase('\ufeff', "\\ufeff")]
    public void What_moves_a_terminal_or_turns_a_line_is_shown_as_a_number(char vile, string shown)
    {
        var once = NativeText.ForPeople($"a{vile}b");
        Assert.That(once, Is.EqualTo($"a{shown}b"));
        Assert.That(NativeText.ForPeople(once), Is.EqualTo(once));
    }

    [Test]
    public void What_people_write_is_left_alone()
    {
        // The second half of U+1F480 lies among the escaped bytes.
        const string Text = "größer 変換 💀🎉 می\u200cخواهم \u0301";
        Assert.That(NativeText.ForPeople(Text), Is.EqualTo(Text));
    }

    [Test]
    public void Nothing_but_printable_text_comes_out()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            var text = value is >= 0xD800 and <= 0xDFFF ? $"{(char)value}" : char.ConvertFromUtf32(value);
            Assert.That(
                NativeText.ForPeople(text).EnumerateRunes().Any(rune
                    => System.Text.Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029
                        or 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)),
                Is.False);
        }
    }
}
