using Distplusplus.Platform.Files;
using Distplusplus.Server.Compilers;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

internal sealed class CompilerDirectoriesTests
{
    [Test]
    public void A_link_to_another_masquerade_means_the_compiler_of_that_name_on_path()
    {
        var found = new CompilerDirectories(
            ["/usr/lib/distcc"], "/usr/lib/ccache:/usr/lib/distcc:/usr/bin", default).Read();
        Assert.That(found.Single(entry => entry.Name == "g++").Path, Is.EqualTo("/usr/bin/g++"));
    }

    [Test]
    public void A_link_to_ourselves_means_the_compiler_of_that_name_on_path()
    {
        using var scratch = new Scratch();
        var ourselves = scratch.Write("bin/us", "", executable: true);
        File.CreateSymbolicLink(scratch.Path + "/bin/gcc", ourselves);
        File.CreateSymbolicLink(scratch.Path + "/bin/nothing-gcc", ourselves);
        var found = new CompilerDirectories(
            [scratch.Path + "/bin"], $"{scratch.Path}/bin:/usr/bin", FileIdentity.Of(ourselves)!.Value).Read();
        Assert.That(found.Single(entry => entry.Name == "gcc").Path, Is.EqualTo("/usr/bin/gcc"));
        Assert.That(found.Single(entry => entry.Name == "nothing-gcc").Path, Is.Null);
    }

    [Test]
    public void A_link_to_a_compiler_is_that_compiler()
    {
        using var scratch = new Scratch();
        scratch.Write("bin/x", "");
        File.CreateSymbolicLink(scratch.Path + "/bin/my-cc", "/usr/bin/gcc");
        var found = new CompilerDirectories([scratch.Path + "/bin"], "/usr/bin", default).Read();
        Assert.That(found.Single(entry => entry.Name == "my-cc").Path, Is.EqualTo(scratch.Path + "/bin/my-cc"));
    }

    [Test]
    public void A_compiler_whose_file_changes_is_inspected_again()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("bin/gcc", "#!/bin/sh\nexec /usr/bin/gcc \"$@\"\n", executable: true);
        var asked = 0;
        var catalog = new CompilerCatalog(
            new CompilerDirectories([scratch.Path + "/bin"], "", default),
            (compiler, target) =>
            {
                asked++;
                return CatalogFinding.Of(compiler, target);
            },
            TimeProvider.System);
        catalog.Look();
        var offer = TestJob.Direct("a.c", "/p").Offer;
        Assert.That(catalog.Choose(offer.Compiler, offer.Language, "peer", out var chosen), Is.Null);
        Assert.That(chosen!.Path, Is.EqualTo(path));
        Assert.That(asked, Is.EqualTo(1));

        scratch.Write("bin/gcc", "#!/bin/sh\nexit 1\n", executable: true);
        Assert.That(
            catalog.Choose(offer.Compiler, offer.Language, "peer", out _)!.Reason,
            Is.EqualTo(Distplusplus.Protocol.RefusalReason.NoSuchCompiler));
        Assert.That(asked, Is.EqualTo(2));
    }
}
