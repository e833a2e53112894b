using Distplusplus.Platform.Network;

namespace Distplusplus.Tests.Platform.Network;

/// <summary>Answers of name servers are bytes of a stranger.</summary>
internal sealed class ServiceLookupTests
{
    private const ushort Id = 0x1234;

    // The question stands at byte 12; its name is pointed at by the answers.
    private static readonly byte[] s_question = [4, .. "_dpp"u8, 4, .. "_tcp"u8, 0, 0, 33, 0, 1];

    [Test]
    public void Of_several_records_those_of_the_lowest_priority_are_taken()
        => Assert.That(
            ServiceLookup.Read(
                Answer([Record(2, 1, "other"u8), Record(1, 3633, "one"u8), Record(1, 3634, "two"u8)]), Id),
            Is.EqualTo(new[] { ("one", 3633), ("two", 3634) }));

    [Test]
    public void A_name_that_does_not_exist_and_a_dot_are_no_hosts()
    {
        var unknown = Answer([]);
        unknown[3] = 3;
        Assert.That(ServiceLookup.Read(unknown, Id), Is.Empty);
        Assert.That(ServiceLookup.Read(Answer([Record(0, 0, [])]), Id), Is.Empty);
    }

    [Test]
    public void Another_number_a_question_and_a_server_s_failure_are_no_answer()
    {
        var answer = Answer([Record(1, 3633, "one"u8)]);
        Assert.That(ServiceLookup.Read(answer, Id + 1), Is.Null);
        Assert.That(ServiceLookup.Read([], Id), Is.Null);
        var question = answer.ToArray();
        question[2] = 0;
        Assert.That(ServiceLookup.Read(question, Id), Is.Null);
        var failure = answer.ToArray();
        failure[3] = 2;
        Assert.That(ServiceLookup.Read(failure, Id), Is.Null);
    }

    [Test]
    public void Cut_anywhere_it_is_refused()
    {
        var answer = Answer([Record(1, 3633, "one"u8)]);
        Assert.Multiple(() =>
        {
            for (var length = 12; length < answer.Length; length++)
            {
                var cut = answer[..length];
                Assert.That(
                    () => ServiceLookup.Read(cut, Id), Throws.TypeOf<ArgumentOutOfRangeException>(), $"{length} bytes");
            }
        });
    }

    [TestCase(new byte[] { 0xC0, 12 })]
    [TestCase(new byte[] { 1, (byte)'a', 0xC0, 12 })]
    [TestCase(new byte[] { 0xC0, 14, 0xC0, 12 })]
    [TestCase(new byte[] { 0xFF, 0xFF })]
    public void A_name_that_leads_in_circles_or_beyond_the_end_is_refused(byte[] name)
        => Assert.That(
            () => ServiceLookup.Read([0x12, 0x34, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 33, 0, 1], Id),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Of_random_damage_nothing_else_comes()
    {
        var random = new Random(4);
        var sound = Answer([Record(1, 3633, "one"u8), Record(2, 3634, "two"u8)]);
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = sound.ToArray();
            for (var changes = random.Next(1, 8); changes > 0; changes--)
            {
                bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var found = ServiceLookup.Read(bytes, Id) ?? [];
                Assert.That(found.Select(one => one.Port), Is.All.InRange(0, ushort.MaxValue));
            }
            catch (ArgumentOutOfRangeException)
            {
                // Refused: the next name server is asked.
            }
        }
    }

    private static byte[] Answer(byte[][] records)
        =>
        [
            0x12, 0x34, 0x80, 0, 0, 1, 0, (byte)records.Length, 0, 0, 0, 0, .. s_question,
            .. records.SelectMany(record => record),
        ];

    private static byte[] Record(byte priority, ushort port, ReadOnlySpan<byte> label)
    {
        byte[] target = label.IsEmpty ? [0] : [(byte)label.Length, .. label, 0];
        return
        [
            0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, (byte)(6 + target.Length), 0, priority, 0, 0,
            (byte)(port >> 8), (byte)port, .. target,
        ];
    }
}
