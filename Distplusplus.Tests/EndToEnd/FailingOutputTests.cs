using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Outputs, streams and limits that the compiler fails at: it fails the same way through us.</summary>
internal sealed class FailingOutputTests : EndToEndFixture
{
    private const string Unit = "static int unused;\nint answer(int x) { return x > 3 ? x * 2 : 0; }\n";
    private const string AsNobody = "exec setpriv --reuid 65534 --regid 65534 --clear-groups ";

    // $1: outputs that belong to root and stand there with this $2; the rest are nobody's, older than the source.
    private const string Standing = """
        umask 022; chmod 777 .. .
        for file in a.o a.d a.dwo a.su a.gcno; do printf '%s' "$2" >$file; chown 65534 $file; done
        for file in $1; do chown 0:0 $file; chmod 644 $file; done
        shift 2
        exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
        """;

    // gcc stamps coverage notes with what no two compiles share.
    [TestCase("gcc", "-g -gsplit-dwarf -MD -fstack-usage -Wall -c a.c")]
    [TestCase("clang", "-g -gsplit-dwarf -MD -fstack-usage --coverage -Wall -c a.c")]
    public void One_that_belongs_to_another_fails_the_compile_and_leaves_what_the_compiler_leaves(
        string compiler, string arguments)
    {
        Needs.Program("setpriv");
        Sandbox.Write("a.c", Unit);
        string[] words = [compiler, .. arguments.Split(' ')];
        var ours = Reachable();
        Assert.Multiple(() =>
        {
            foreach (var closed in (string[])["a.o", "a.d", "a.dwo", "a.su", "a.gcno"])
            {
                foreach (var content in (string[])["", "what was there before"])
                {
                    var (differences, through) = Comparison.Differences(
                        Client.Command("/bin/sh", ["-c", Standing, "sh", closed, content, .. words]),
                        Client.Command("/bin/sh", ["-c", Standing, "sh", closed, content, ours, .. words]));
                    Assert.That(differences, Is.Empty, $"{closed} \"{content}\": {through.Error}");
                }
            }
        });
    }

    [TestCase("gcc", "2>&-")]
    [TestCase("gcc", "2>/dev/full")]
    [TestCase("gcc", ">&-")]
    [TestCase("clang", "2>&-")]
    [TestCase("clang", "2>/dev/full")]
    [TestCase("clang", ">&-")]
    public void A_stream_that_takes_nothing_ends_the_compile_as_it_ends_the_compiler_s(
        string compiler, string redirection)
    {
        Sandbox.Write("a.c", Unit);
        Comparison.Same(
            Client.Command("/bin/sh", "-c", $"{compiler} -Wall -c a.c {redirection}"),
            Client.Command("/bin/sh", "-c", $"{NativeBinary.Path} {compiler} -Wall -c a.c {redirection}"));
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void A_pipe_that_nobody_reads_ends_the_compile_as_it_ends_the_compiler_s(string compiler)
    {
        Sandbox.Write("a.c", Unit);
        const string Script = """
            mkfifo pipe; sh -c 'exec 3<>pipe; exec 4>pipe; exec 3<&-; exec "$@" 2>&4' sh "$@"; code=$?
            rm pipe; exit $code
            """;
        Comparison.Same(
            Client.Command("/bin/sh", "-c", Script, "sh", compiler, "-Wall", "-c", "a.c"),
            Client.Command("/bin/sh", "-c", Script, "sh", NativeBinary.Path, compiler, "-Wall", "-c", "a.c"));
    }

    [TestCase("ulimit -f 1")]
    [TestCase("ulimit -f 100")]
    [TestCase("ulimit -n 16")]
    [TestCase("ulimit -s 256")]
    [TestCase("ulimit -t 5")]
    [TestCase("ulimit -v 400000")]
    [TestCase("umask 0222; " + AsNobody)]
    [TestCase("umask 0777; " + AsNobody)]
    public void A_limit_that_the_compiler_keeps_does_not_end_us(string limit)
    {
        Needs.Program("setpriv");
        Sandbox.Write("a.c", $"char big[2000] = \"x\";\n{Unit}");
        var before = limit.StartsWith("umask", StringComparison.Ordinal) ? $"chmod 777 .. .; {limit}" : $"{limit}; ";
        var ours = Reachable();

        // The compiler's error names a temporary file.
        var words = limit.StartsWith("umask", StringComparison.Ordinal) ? "2>/dev/null" : "";
        Comparison.Same(
            Client.Command("/bin/sh", "-c", $"{before}gcc -c a.c {words}"),
            Client.Command("/bin/sh", "-c", $"{before}{ours} gcc -c a.c {words}"));
    }

    [Test]
    public void No_home_directory_is_made()
    {
        var home = Sandbox.Path("nowhere");
        var client = Client.With("HOME", home).With("XDG_CACHE_HOME", null).With("XDG_CONFIG_HOME", null)
            .With("XDG_RUNTIME_DIR", Sandbox.Path("nowhere/run"));
        new Comparison(Sandbox, client).Same("gcc", "-c", "a.c");
        new Comparison(Sandbox, client.With("XDG_CACHE_HOME", $"{home}/.cache")).Same("gcc", "-c", "a.c");
        Assert.That(Directory.Exists(home), Is.False);
    }
}
