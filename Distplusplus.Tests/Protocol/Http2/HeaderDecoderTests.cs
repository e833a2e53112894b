using Distplusplus.Protocol.Http2;

namespace Distplusplus.Tests.Protocol.Http2;

/// <summary>The examples of RFC 7541, appendix C, and what must not be believed.</summary>
internal sealed class HeaderDecoderTests
{
    [TestCase("f1e3c2e5f23a6ba0ab90f4ff", "www.example.com")]
    [TestCase("a8eb10649cbf", "no-cache")]
    [TestCase("25a849e95bb8e8b4bf", "custom-value")]
    [TestCase("d07abe941054d444a8200595040b8166e082a62d1bff", "Mon, 21 Oct 2013 20:13:21 GMT")]
    [TestCase("9d29ad171863c78f0b97c8e9ae82ae43d3", "https://www.example.com")]
    [TestCase("", "")]
    public void A_packed_text(string packed, string text)
        => Assert.That(HuffmanText.Decode(Convert.FromHexString(packed)), Is.EqualTo(text));

    [TestCase("ffffffff", TestName = "The end of text inside a text")]
    [TestCase("a8eb10649cbfff", TestName = "More than the rest of a byte is left over")]
    public void A_text_that_is_none(string packed)
        => Assert.That(
            () => HuffmanText.Decode(Convert.FromHexString(packed)),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("a header text is garbled"));

    [Test]
    public void Responses_one_after_the_other_remember_fields()
    {
        // C.6: with Huffman texts, each block naming what the ones before left in the table.
        var decoder = new HeaderDecoder();
        Assert.That(
            Decode(decoder, "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c7"
                + "8f0b97c8e9ae82ae43d3"),
            Is.EqualTo(":status=302;cache-control=private;date=Mon, 21 Oct 2013 20:13:21 GMT;"
                + "location=https://www.example.com"));
        Assert.That(
            Decode(decoder, "4883640effc1c0bf"),
            Is.EqualTo(":status=307;cache-control=private;date=Mon, 21 Oct 2013 20:13:21 GMT;"
                + "location=https://www.example.com"));
    }

    [Test]
    public void Fields_without_a_table()
        => Assert.That(
            Decode(new HeaderDecoder(), "040c2f73616d706c652f70617468" + "100870617373776f726406736563726574" + "82"),
            Is.EqualTo(":path=/sample/path;password=secret;:method=GET"));

    [Test]
    public void A_smaller_table_forgets_the_oldest()
    {
        var decoder = new HeaderDecoder();
        Assert.That(Decode(decoder, "400161016140016201623f03" + "be"), Is.EqualTo("a=a;b=b;b=b"));
        Assert.That(() => Decode(decoder, "bf"), Throws.TypeOf<InvalidDataException>());
    }

    [TestCase("80", "a header names an entry that does not exist")]
    [TestCase("ff8001", "a header names an entry that does not exist")]
    [TestCase("000a61", "a header block ends too early")]
    [TestCase("40", "a header block ends too early")]
    [TestCase("ffffffffffff7f", "a number in a header is too large")]
    public void What_is_no_header_block(string block, string why)
        => Assert.That(
            () => Decode(new HeaderDecoder(), block),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(why));

    private static string Decode(HeaderDecoder decoder, string block)
        => string.Join(
            ';', decoder.Decode(Convert.FromHexString(block)).Select(field => $"{field.Name}={field.Value}"));
}
