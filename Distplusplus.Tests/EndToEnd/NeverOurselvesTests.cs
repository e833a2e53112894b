using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The real compiler is found behind every masquerade, and nothing calls itself.</summary>
internal sealed class NeverOurselvesTests : EndToEndFixture
{
    [SetUp]
    public void WriteUnit() => Sandbox.Write("a.c", "int answer(void) { return 42; }\n");

    [Test]
    public void Two_directories_of_our_links_before_PATH_are_no_loop()
    {
        var first = Client.Masquerade();
        var second = Sandbox.Path("again");
        Client.Link(second, "gcc");
        Client.With("PATH", $"{first}:{second}:{first}:/usr/bin:/bin");
        SameThrough(Client.Command("gcc", "-c", "a.c"));
    }

    // What CMake does with links on PATH and a launcher.
    [Test]
    public void Our_own_link_named_by_its_path_is_the_compiler_of_that_name()
    {
        var directory = Client.Masquerade();
        SameThrough(Client.Command(NativeBinary.Path, $"{directory}/gcc", "-c", "a.c"));
    }

    [Test]
    public void A_hard_copy_of_a_link_s_target_is_still_ourselves()
    {
        var directory = Client.Masquerade();
        Client.With("PATH", $"{directory}/.:{directory}//:/usr/bin:/bin");
        SameThrough(Client.Command("gcc", "-c", "a.c"));
    }

    [Test]
    public void With_nothing_but_ourselves_on_PATH_it_says_so()
    {
        var directory = Client.Masquerade();
        Client.With("PATH", directory);
        var result = Client.Command("gcc", "-c", "a.c").Run();
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.InRange(100, 127));
            Assert.That(result.Error, Does.Contain("gcc").And.Contain("PATH"));
        });
    }

    [Test]
    public void Our_links_also_hide_nothing_from_a_link_that_stays_local()
    {
        Client.Masquerade();
        var plainly = Sandbox.Command("gcc", "-dumpmachine").Run();
        var through = Client.Command("gcc", "-dumpmachine").Run();
        Assert.That(through.Output, Is.EqualTo(plainly.Output));
    }

    [Test]
    public void Ccache_behind_us_is_no_loop()
    {
        Needs.Program("ccache");
        var directory = Client.Masquerade();
        Client.With("PATH", $"{directory}:/usr/lib/ccache:/usr/bin:/bin").With("CCACHE_DIR", Sandbox.Path("cache"));
        SameFiles(Client.Command("gcc", "-c", "a.c"));
    }

    [Test]
    public void Ccache_in_front_of_us_is_no_loop()
    {
        Needs.Program("ccache");
        var directory = Client.Masquerade();
        Client.With("PATH", $"/usr/lib/ccache:{directory}:/usr/bin:/bin").With("CCACHE_DIR", Sandbox.Path("cache"));
        SameFiles(Client.Command("gcc", "-c", "a.c"));
    }

    [Test]
    public void Ccache_calls_us_as_its_prefix_and_the_host_compiles()
    {
        Needs.Program("ccache");
        Client.With("CCACHE_PREFIX", NativeBinary.Path).With("CCACHE_DIR", Sandbox.Path("cache"));
        var log = SameFiles(Client.Command("ccache", "gcc", "-c", "a.c"));
        Assert.That(log.At(Host.Address), Is.True, string.Join('\n', log.Ours));
    }

    [Test]
    public void What_we_say_below_ccache_is_not_said_again_by_the_cache()
    {
        Needs.Program("ccache");
        Client.With("DISTPLUSPLUS_SERVERS", "127.0.0.1:1").With("CCACHE_PREFIX", NativeBinary.Path)
            .With("CCACHE_DIR", Sandbox.Path("cache"));
        var first = Client.Command("ccache", "gcc", "-c", "a.c").Run().Succeeded();
        var second = Client.Command("ccache", "gcc", "-c", "a.c").Run().Succeeded();
        Assert.Multiple(() =>
        {
            Assert.That(first.Error, Does.Contain("compiled locally"));
            Assert.That(second.Error, Is.Empty);
        });
    }

    private CompileReport SameFiles(Command through)
        => Comparison.Same(Sandbox.Command("gcc", "-c", "a.c"), through);

    private void SameThrough(Command through)
    {
        var report = SameFiles(through);
        Assert.That(report.At(Host.Address), Is.True, string.Join('\n', report.Ours));
    }
}
