using Distplusplus.Tests.Support;

namespace Distplusplus.Tests;

internal sealed class InvocationTests
{
    [TestCase("gcc", "gcc")]
    [TestCase("/usr/libexec/distplusplus/x86_64-linux-gnu-g++-12", "x86_64-linux-gnu-g++-12")]
    [TestCase("./cc", "cc")]
    public void A_link_acts_as_the_compiler_it_is_named_after(string argv0, string compiler)
    {
        var invocation = Invocation.Of([argv0, "-c", "x.c"]);
        Assert.That(invocation, Is.TypeOf<Invocation.ActAsCompiler>());
        var compile = (Invocation.ActAsCompiler)invocation;
        Assert.That(compile.Compiler, Is.EqualTo(compiler));
        Assert.That(compile.Arguments, Is.EqualTo(new[] { "-c", "x.c" }));
        Assert.That(compile.ByName, Is.True);
    }

    [TestCase("gcc")]
    [TestCase("/opt/cross/bin/cc")]
    [TestCase("severe")]
    public void Any_other_first_word_is_a_compiler_to_be_looked_for(string word)
    {
        var invocation = Invocation.Of(["/usr/bin/distplusplus", word, "-c", "x.c"]);
        Assert.That(invocation, Is.TypeOf<Invocation.ActAsCompiler>());
        var compile = (Invocation.ActAsCompiler)invocation;
        Assert.That(compile.Compiler, Is.EqualTo(word));
        Assert.That(compile.Arguments, Is.EqualTo(new[] { "-c", "x.c" }));
        Assert.That(compile.ByName, Is.False);
    }

    [TestCase("serve")]
    [TestCase("check")]
    [TestCase("hosts")]
    [TestCase("--help")]
    [TestCase("--version")]
    public void Our_own_words_and_options_are_for_people(string word)
        => Assert.That(Invocation.Of(["distplusplus", word]), Is.TypeOf<Invocation.HumanCommand>());

    [Test]
    public void Alone_it_speaks_to_people()
        => Assert.That(Invocation.Of(["distplusplus"]), Is.TypeOf<Invocation.HumanCommand>());
}
