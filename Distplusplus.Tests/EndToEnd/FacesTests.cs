using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Under which names the binary acts as a compiler.</summary>
internal sealed class FacesTests : EndToEndFixture
{
    private const string Unit = "int answer(void) { return 42; }\n";

    [TestCase("gcc", "a.c")]
    [TestCase("cc", "a.c")]
    [TestCase("g++", "a.cpp")]
    [TestCase("c++", "a.cpp")]
    [TestCase("clang", "a.c")]
    [TestCase("clang++", "a.cpp")]
    public void Its_first_word_is_the_compiler(string compiler, string source)
    {
        Sandbox.Write(source, Unit.Replace("void", ""));
        AtTheHost(compiler, "-O2", "-c", source, "-o", "a.o");
    }

    [Test]
    public void A_link_called_by_its_absolute_path_acts_as_the_compiler()
    {
        var link = Client.Link(Sandbox.Path("links"), "gcc");
        SameThrough(Client.Command(link, "-c", "a.c"));
    }

    [Test]
    public void A_link_called_by_a_relative_path_acts_as_the_compiler()
    {
        Client.Link(Sandbox.Path("links"), "gcc");
        SameThrough(Client.Command("../links/gcc", "-c", "a.c"));
    }

    [Test]
    public void A_link_found_through_PATH_acts_as_the_compiler()
    {
        Client.Masquerade();
        SameThrough(Client.Command("gcc", "-c", "a.c"));
    }

    [Test]
    public void A_link_to_a_link_acts_as_the_compiler()
    {
        var link = Client.Link(Sandbox.Path("links"), "cc");
        File.CreateSymbolicLink(Sandbox.Path("links/gcc"), link);
        SameThrough(Client.Command(Sandbox.Path("links/gcc"), "-c", "a.c"));
    }

    [Test]
    public void A_caller_who_names_it_as_a_compiler_gets_one()
        => SameThrough(Client.Command(NativeBinary.Path, "-c", "a.c") with { CalledAs = "gcc" });

    [Test]
    public void A_compiler_may_be_named_by_its_path()
        => SameThrough(Client.Compile("/usr/bin/gcc", "-c", "a.c"));

    [Test]
    public void A_shell_finds_it_like_the_compiler()
    {
        Client.Masquerade();
        SameThrough(Client.Command("/bin/bash", "-c", "exec -a gcc gcc -c a.c"));
    }

    private void SameThrough(Command through)
    {
        Sandbox.Write("a.c", Unit);
        var report = Comparison.Same(Sandbox.Command("gcc", "-c", "a.c"), through);
        Assert.That(report.At(Host.Address), Is.True, string.Join('\n', report.Ours));
    }
}
