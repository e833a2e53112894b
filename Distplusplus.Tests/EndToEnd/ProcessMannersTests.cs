using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>We are a guest in the build's process tree: what runs around it notices nothing.</summary>
internal sealed class ProcessMannersTests : EndToEndFixture
{
    private const string Unit = "static int unused;\nint answer(void) { return 42; }\n";

    /// <summary>Everything a process inherits, but what tells processes apart and our mark.</summary>
    private const string Inheritance = """
        #!/bin/bash
        for limit in c d f l m n s t u v; do ulimit -S$limit; ulimit -H$limit; done
        umask; nice; cat /proc/self/oom_score_adj
        # The lower half: 33 is the C library's own, 34 the runtime's.
        grep -E '^(Sig|Shd)(Pnd|Blk|Ign|Cgt)' /proc/self/status | sed -E 's/[0-9a-f]{8}([0-9a-f]{8})$/\1/'
        env | grep -Ev '^(_|_DISTPLUSPLUS_VISITED|DISTPLUSPLUS_[A-Z_]*)=' | sort
        cat

        """;

    [TestCase("ulimit -Sn 256; ulimit -c 0; ulimit -Ss 4096; umask 027")]
    [TestCase("trap '' INT TERM HUP QUIT")]
    [TestCase("trap '' CHLD ALRM USR1")]
    [TestCase("trap '' PIPE")]
    [TestCase("trap '' XFSZ")]
    [TestCase("trap '' PIPE HUP; trap - PIPE")]
    public void The_local_compiler_inherits_what_we_did(string before)
    {
        Directory.CreateDirectory(Sandbox.Path("bin"));
        File.WriteAllText(Sandbox.Path("bin/gcc"), Inheritance);
        File.SetUnixFileMode(Sandbox.Path("bin/gcc"), (UnixFileMode)Convert.ToInt32("755", 8));
        var client = Client.With("PATH", $"{Sandbox.Path("bin")}:/usr/bin:/bin");
        Comparison.Same(
            client.Command("/bin/sh", "-c", $"{before}; exec gcc -c a.c") with { Input = "from stdin"u8.ToArray() },
            client.Command("/bin/sh", "-c", $"{before}; exec {NativeBinary.Path} gcc -c a.c")
                with { Input = "from stdin"u8.ToArray() });
    }

    [Test]
    public void Behind_ccache_its_prefix_compiles_at_the_host()
    {
        Needs.Program("ccache");
        Sandbox.Write("a.c", Unit);
        var client = Client.With("CCACHE_DIR", Sandbox.Path("ccache")).With("CCACHE_PREFIX", NativeBinary.Path);
        var plainly = Sandbox.Command("gcc", "-Wall", "-c", "a.c");
        var through = client.Command("ccache", "gcc", "-Wall", "-c", "a.c");
        var first = Comparison.Same(plainly, through);
        Assert.That(first.At(Host.Address), Is.True, string.Join('\n', first.Ours));
        Comparison.Same(plainly, through);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_masquerade_of_ccache_before_or_after_ours_is_no_loop(bool ours)
    {
        Needs.File("/usr/lib/ccache/gcc");
        Sandbox.Write("a.c", Unit);
        Client.Masquerade();
        var links = Sandbox.Path("masquerade");
        var client = Client.With("CCACHE_DIR", Sandbox.Path("ccache"))
            .With("PATH", $"{(ours ? $"{links}:/usr/lib/ccache" : $"/usr/lib/ccache:{links}")}:/usr/bin:/bin");
        var report = Comparison.Same(
            Sandbox.Command("gcc", "-Wall", "-c", "a.c"), client.Command("gcc", "-Wall", "-c", "a.c"));
        Assert.That(report.At(Host.Address), Is.True, string.Join('\n', report.Ours));
    }

    [TestCase("echo 'gcc: internal compiler error: Segmentation fault signal terminated program cc1' >&2; exit 4")]
    [TestCase("echo 'gcc: fatal error: Killed signal terminated program cc1' >&2; exit 1")]
    [TestCase("echo 'cc1: out of memory allocating 65536 bytes' >&2; exit 1")]
    [TestCase("echo 'a.c:1: fatal error: error writing to /tmp/x.s: No space left on device' >&2; exit 1")]
    [TestCase("kill -KILL $$")]
    [TestCase("kill -ABRT $$")]
    public void A_compiler_that_dies_at_the_host_is_no_compile_error(string death)
    {
        Sandbox.Write("a.c", Unit);
        var compilers = Sandbox.Path("compilers");
        new StandInCompiler("/usr/bin/gcc") { Before = death }.Install(compilers, "gcc");
        using var host = BuildHost.Start(Sandbox, "--compilers", compilers);
        var report = new Comparison(Sandbox, new FarmClient(Sandbox, host.Address)).Same("gcc", "-Wall", "-c", "a.c");
        Assert.That(report.Ours, Has.Some.Contain("locally"));
        Assert.That(report.Ours, Has.Some.Contain(host.Address));
    }

    [TestCase("gcc", "xterm-256color", null)]
    [TestCase("gcc", "xterm", null)]
    [TestCase("gcc", "xterm", "truecolor")]
    [TestCase("gcc", "linux", null)]
    [TestCase("gcc", "dumb", null)]
    [TestCase("clang", "xterm-256color", null)]
    [TestCase("clang", "tmux-256color", null)]
    [TestCase("clang", "dumb", null)]
    public void On_a_terminal_messages_have_their_colours(string compiler, string terminal, string? kind)
    {
        Needs.Program("script");
        Sandbox.Write("a.c", Unit);

        // Our own line would stand among the compiler's.
        var client = Client.With("TERM", terminal).With("COLORTERM", kind).With("DISTPLUSPLUS_LOG_LEVEL", null);
        Comparison.Same(
            client.Command("script", "-qec", $"{compiler} -Wall -c a.c", "/dev/null"),
            client.Command("script", "-qec", $"{NativeBinary.Path} {compiler} -Wall -c a.c", "/dev/null"));
        Host.WaitForLog("a.c");
    }
}
