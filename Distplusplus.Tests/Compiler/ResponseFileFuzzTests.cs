using System.Text;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Compiler;

/// <summary>@files of random bytes: never an exception, never endless, and read back what was written.</summary>
internal sealed class ResponseFileFuzzTests
{
    private static readonly string[] s_pieces =
    [
        "-DA=1", "'", "\"", "\\", " ", "\n", "\t", "@a", "@b", "@", "\\\"", "''", "\0", "-I/x", "\u00e4", "\r\n",
        "$", "`",
    ];

    [Test]
    public void Random_files_are_read_or_left_alone()
    {
        var (random, count) = Fuzzing.Of(100_000);
        for (var i = 0; i < count; i++)
        {
            var files = new Dictionary<string, byte[]> { ["a"] = Content(random), ["b"] = Content(random) };
            var expanded = ResponseFiles.Expand(
                ["@a", "-c", "x.c"], name => files.GetValueOrDefault(name), out var culprit);
            Assert.That(expanded is null, Is.EqualTo(culprit.Length > 0 && expanded is null));
            Assert.That(expanded?.Any(word => word.Contains('\0')) ?? false, Is.False);
        }
    }

    [Test]
    public void Words_that_were_quoted_come_back_as_they_were()
    {
        var (random, count) = Fuzzing.Of(50_000);
        var bytes = new byte[24];
        for (var i = 0; i < count; i++)
        {
            var words = new List<string>();
            var written = new StringBuilder();
            for (var n = random.Next(0, 6); n > 0; n--)
            {
                var word = bytes.AsSpan(0, random.Next(1, bytes.Length));
                random.NextBytes(word);
                word.Replace((byte)0, (byte)'x');
                word.Replace((byte)'\n', (byte)' ');
                word.Replace((byte)'\r', (byte)'\'');
                words.Add(NativeText.Decode(word));
                foreach (var c in words[^1])
                {
                    written.Append(c is ' ' or '\t' or '\v' or '\f' or '\'' or '"' or '\\' ? $"\\{c}" : $"{c}");
                }

                written.Append(random.Of((string[])[" ", "\n", "\t\r\n"]));
            }

            Assert.That(ResponseFiles.Words(NativeText.Encode(written.ToString())), Is.EqualTo(words));
        }
    }

    private static byte[] Content(Random random)
    {
        var content = new StringBuilder();
        for (var n = random.Next(0, 12); n > 0; n--)
        {
            content.Append(random.Of(s_pieces));
        }

        var bytes = Encoding.UTF8.GetBytes(content.ToString());
        return random.Next(3) == 0 ? random.Mutate(bytes) : bytes;
    }
}
