using System.Text;
using Distplusplus.Configuration;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Configuration;

/// <summary>Broken configuration files: never an exception, and what cannot be used is named.</summary>
internal sealed class TomlFuzzTests
{
    private static readonly string[] s_pieces =
    [
        "servers", "slots", "listen", "job_memory", "isolation", "[serve]", "[[serve]]", "[", "]", "=", "\"", "'", "\n",
        "\"\"\"", "'''", "true", "1e999", "-0", "0x", "1979-05-27", "{", "}", ",", ".", "#", "\\u0000", "\\", "\0", " ",
        "\"127.0.0.1:1\"", "nan", "99999999999999999999", "\ud800", "[a.b.c]", "\"2s\"", "\t", "\ufeff", "\r",
    ];

    [Test]
    public void A_random_file_never_throws_and_every_problem_is_a_sentence()
    {
        var (random, count) = Fuzzing.Of(20_000);
        var sound = Encoding.UTF8.GetBytes(
            "servers = [\"a:1\", \"b:2\"]\njob_timeout = \"2m\"\n[serve]\nslots = 4\nisolation = \"auto\"\n");
        var path = Path.GetTempFileName();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var bytes = random.Next(2) == 0 ? random.Mutate(sound) : Encoding.UTF8.GetBytes(Text(random));
                File.WriteAllBytes(path, bytes);
                var client = SettingsReader.ForClient(_ => null, path);
                var server = SettingsReader.ForServer(_ => null, path, SettingsReader.NoFlags);
                Assert.That(
                    client.Problems.Concat(server.Problems).Select(problem => problem.Message),
                    Has.None.Empty, () => Encoding.UTF8.GetString(bytes));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(0, 20); n > 0; n--)
        {
            text.Append(random.Of(s_pieces));
        }

        return text.ToString();
    }
}
