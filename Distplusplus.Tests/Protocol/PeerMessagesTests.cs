using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Trust;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Distplusplus.Tests.Protocol;

/// <summary>Every field of every message, the ones that are added later too.</summary>
internal sealed class PeerMessagesTests
{
    /// <summary>ESC, CSI of C1, a line end, a turn of direction, DEL, a line separator.</summary>
    private const string Vile = "a\e[31m\u009b2J\nforged\u202e\x7f\u2028z";

    // What only a program reads: judged, matched or passed through byte by byte.
    private static readonly string[] Untouched =
    [
        "distplusplus.v1.Printed.data", "distplusplus.v1.OutputChunk.data",
        "distplusplus.v1.CompilerFingerprint.digest",
    ];

    private static IEnumerable<TestCaseData> FromHosts()
    {
        foreach (var field in CompileReply.Descriptor.Oneofs[0].Fields)
        {
            var reply = new CompileReply();
            field.Accessor.SetValue(reply, Filled(field.MessageType));
            yield return Case(PeerMessages.Sanitized(reply), field.Name);
        }

        yield return Case(PeerMessages.Sanitized((HostDescription)Filled(HostDescription.Descriptor)), "description");
        yield return Case(PeerMessages.Sanitized((HostState)Filled(HostState.Descriptor)), "state");
    }

    [TestCaseSource(nameof(FromHosts))]
    public void What_a_host_says_is_printable_and_in_range(IMessage message)
        => Assert.That(Breaches(message, bytesToo: true), Is.Empty);

    [Test]
    public void What_a_client_says_of_itself_is_printable()
    {
        var offer = PeerMessages.Sanitized((Offer)Filled(Offer.Descriptor));
        Assert.That(Breaches(offer, bytesToo: false), Is.Empty);
        Assert.That(Breaches((Offer)Filled(Offer.Descriptor), bytesToo: false), Is.Not.Empty);
    }

    [Test]
    public void A_novel_is_cut()
    {
        var refused = new Refused { Sentence = new string('x', 1 << 20) };
        refused = PeerMessages.Sanitized(new CompileReply { Refused = refused }).Refused;
        Assert.That(refused.Sentence, Has.Length.LessThan(10_000).And.EndsWith("…"));
        var description = new HostDescription();
        description.Compilers.AddRange(Enumerable.Range(0, 100_000).Select(_ => new OfferedCompiler()));
        Assert.That(PeerMessages.Sanitized(description).Compilers, Has.Count.LessThan(10_000));
    }

    [Test]
    public void Ordinary_words_stay_as_they_are()
    {
        var offer = new Offer
        {
            Driver = "g++-12",
            Client = new ClientIdentity { Software = "distplusplus 0.1.0", Machine = "größer", User = "変換💀" },
        };
        Assert.That(PeerMessages.Sanitized(offer.Clone()), Is.EqualTo(offer));
    }

    [TestCase(0ul, 0)]
    [TestCase(1500ul, 1500)]
    [TestCase(ulong.MaxValue, 8_640_000_000_000)]
    [TestCase((ulong)long.MaxValue, 8_640_000_000_000)]
    public void Times_saturate(ulong told, double microseconds)
    {
        Assert.That(PeerTime.FromMicroseconds(told).TotalMicroseconds, Is.EqualTo(microseconds));
        Assert.That(PeerTime.FromMicroseconds(told, told), Is.LessThanOrEqualTo(PeerTime.Longest));
        Assert.That(PeerTime.FromMilliseconds(told), Is.LessThanOrEqualTo(PeerTime.Longest));
    }

    private static TestCaseData Case(IMessage message, string name)
        => new TestCaseData(message).SetArgDisplayNames(name);

    /// <summary>Every field set, and to the worst.</summary>
    private static IMessage Filled(MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(Array.Empty<byte>());
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(Worst(field));
            }
            else
            {
                field.Accessor.SetValue(message, Worst(field));
            }
        }

        return message;
    }

    private static object Worst(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Vile,
        FieldType.Bytes => ByteString.CopyFromUtf8(Vile),
        FieldType.Double => double.NaN,
        FieldType.UInt32 => uint.MaxValue,
        FieldType.UInt64 => ulong.MaxValue,
        FieldType.Int64 => long.MinValue,
        FieldType.Bool => true,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 99),
        FieldType.Message => Filled(field.MessageType),
        _ => throw new InvalidOperationException($"{field.FullName} has a type that no message had so far"),
    };

    private static IEnumerable<string> Breaches(IMessage message, bool bytesToo)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            foreach (var one in field.IsRepeated ? (System.Collections.IEnumerable)value : new[] { value })
            {
                var text = one switch
                {
                    string said => said,
                    ByteString bytes when bytesToo && !Untouched.Contains(field.FullName)
                        => NativeText.Decode(bytes.Span),
                    double number when !double.IsFinite(number) => "\0",
                    _ => "",
                };
                if (NativeText.ForPeople(text) != text)
                {
                    yield return field.FullName;
                }

                foreach (var inner in one is IMessage part ? Breaches(part, bytesToo) : [])
                {
                    yield return inner;
                }
            }
        }
    }
}
