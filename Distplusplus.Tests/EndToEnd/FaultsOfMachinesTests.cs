using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Something on this machine is in the way: links, ccache, limits, directories.</summary>
internal sealed class FaultsOfMachinesTests : FaultFixture
{
    [Test]
    public void Links_behind_the_compilers()
    {
        var links = Sandbox.Path("links");
        var client = new FarmClient(Sandbox);
        client.Link(links, "gcc");
        Names(
            client.With("PATH", $"/usr/bin:/bin:{links}"), 1,
            $"warning links: /usr/bin/gcc comes before {links}/gcc on PATH, so distplusplus is not used → "
            + $"put {links} before /usr/bin in PATH");
    }

    [Test]
    public void A_link_without_a_compiler_behind_it()
    {
        var links = Sandbox.Path("links");
        var client = new FarmClient(Sandbox);
        client.Link(links, "gcc");
        Names(
            client.With("PATH", links), 2,
            $"problem links: {links}/gcc leads to distplusplus, but there is no compiler gcc after it on PATH → "
            + $"install gcc, or remove {links}/gcc");
    }

    [Test]
    public void A_script_that_calls_us_back()
    {
        var wrapper = Sandbox.Write("bin/gcc", "#!/bin/sh\nexec distplusplus gcc \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Names(
            new FarmClient(Sandbox).With("PATH", $"{Sandbox.Work}/bin:/usr/bin:/bin"), 2,
            $"warning links: {wrapper} is a script that calls distplusplus, and distplusplus would call it as a "
                + "compiler → "
            + $"remove {Sandbox.Work}/bin from PATH, or replace the script by a symlink to distplusplus");
    }

    [Test]
    public void A_prefix_for_a_ccache_that_is_not_there()
        => Names(
            new FarmClient(Sandbox).With("PATH", "/bin-of-nobody").With("CCACHE_PREFIX", "distplusplus"), 1,
            "warning ccache: CCACHE_PREFIX is \"distplusplus\", but ccache is not on PATH → "
            + "install ccache, or unset CCACHE_PREFIX");

    [Test]
    public void A_ccache_before_the_links()
    {
        Needs.Program("ccache");
        var links = Sandbox.Path("links");
        var client = new FarmClient(Sandbox).With("CCACHE_PREFIX", "distplusplus");
        client.Link(links, "gcc");
        Names(
            client.With("PATH", $"{links}:/usr/bin:/bin"), 1,
            $"warning ccache: it identifies {links}/gcc as the compiler, and returns outdated objects after an "
                + $"upgrade of the real one → remove {links} from PATH and set CCACHE_PREFIX=distplusplus, or set "
            + "CCACHE_COMPILERCHECK='%compiler% -v'");
    }

    [Test]
    public void Too_few_files()
    {
        var result = new FarmClient(Sandbox)
            .Command("/bin/sh", "-c", $"ulimit -n 64; exec {NativeBinary.Path} check --json").Run();
        Assert.That(
            FindingsOf(result), Has.Some.EqualTo(
                "warning this machine: a process may open only 64 files → raise the limit: ulimit -n 1024"));
    }

    [Test]
    public void A_runtime_directory_that_others_may_write_to()
    {
        var open = Directory.CreateDirectory(Sandbox.Path("open/distplusplus")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)Convert.ToInt32("777", 8));
        var parent = Path.GetDirectoryName(open)!;
        Names(
            new FarmClient(Sandbox).With("XDG_RUNTIME_DIR", parent), 1,
            $"warning this machine: XDG_RUNTIME_DIR is {parent}, which is not a private directory of this user");
    }

    [Test]
    public void A_cache_that_cannot_be_written()
    {
        var file = Sandbox.Write("file", "");
        Names(
            new FarmClient(Sandbox).With("XDG_CACHE_HOME", file), 1,
            $"warning this machine: XDG_CACHE_HOME is {file}, which is not writable "
            + "→ make the directory writable, or set XDG_CACHE_HOME to another directory");
    }
}
