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
}
