using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A pipe can be read once, and that is for the compiler to do, whatever it is given as.</summary>
internal sealed class ReadOnceTests : SandboxFixture
{
    private const string Once = "no-way-to-send: {0} is not a regular file and can be read only once";
    private const string Words = "response-file: the response file {0} cannot be parsed reliably";

    [TestCase("cat a.c | GCC -x c -c /dev/stdin -o a.o", "/dev/stdin", Once, "/dev/stdin")]
    [TestCase("GCC -x c -c <(cat a.c) -o a.o", "/dev/fd/63", Once, "/dev/fd/63")]
    [TestCase("mkfifo pipe; (cat a.c >pipe &); GCC -x c -c pipe -o a.o && rm pipe", "pipe", Once, "pipe")]
    [TestCase("cat a.c | GCC -x cpp-output -c /dev/stdin -o a.o", "/dev/stdin", Once, "/dev/stdin")]
    [TestCase("echo '#define X 5' | GCC -include /dev/stdin -c x.c", "x.c", Once, "/dev/stdin")]
    [TestCase("GCC -imacros <(echo '#define X 5') -c x.c", "x.c", Once, "/dev/fd/63")]
    // gcc does not read this one at all.
    [TestCase("echo '-c a.c' | GCC @/dev/stdin -o a.o", "a.o", Words, "@/dev/stdin")]
    [TestCase("CLANG @<(echo -c a.c) -o a.o", "a.o", Words, "@/dev/fd/63")]
    public void What_can_be_read_once_is_read_by_the_compiler(string line, string subject, string why, string file)
    {
        using var host = BuildHost.Start(Sandbox);
        Sandbox.Write("x.c", "int x = X;\n");
        Assert.That(
            Said(line, host.Address),
            Is.EqualTo(new[] { $"distplusplus: {subject}: compiled locally: {string.Format(null, why, file)}" }));
    }

    [Test]
    public void A_source_that_includes_standard_input_gets_it()
    {
        using var host = BuildHost.Start(Sandbox);
        Sandbox.Write("x.c", "#include \"/dev/stdin\"\nint x = X;\n");
        foreach (var compiler in (string[])["GCC", "CLANG"])
        {
            Assert.That(
                Said($"echo '#define X 5' | {compiler} -c x.c", host.Address),
                Is.EqualTo(new[]
                    { "distplusplus: x.c: compiled locally: " + string.Format(null, Once, "/dev/stdin") }));
        }
    }

    /// <summary>What we say; all else is the plain compiler's.</summary>
    private IReadOnlyList<string> Said(string line, string host)
    {
        var client = new FarmClient(Sandbox, host);
        return new Comparison(Sandbox, client).Same(
            new FarmClient(Sandbox).Command("bash", "-c", line.Replace("GCC", "gcc").Replace("CLANG", "clang")),
            client.Command("timeout", "20", "bash", "-c", line
                .Replace("GCC", $"{NativeBinary.Path} gcc").Replace("CLANG", $"{NativeBinary.Path} clang"))).Ours;
    }
}
