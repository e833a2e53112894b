using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// A clang whose own target is not the host's: the host's clang is told it. The client's compiler is this machine's
/// clang by a name that begins with another target: for all that can be asked of it the clang of another machine.
/// </summary>
internal sealed class ForeignTargetTests : EndToEndFixture
{
    private const string Unit = """
        #include <stddef.h>
        #include "shape.h"
        double area(const struct shape *s, size_t n)
        {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += s[i].width * s[i].height * __builtin_sin(0.25);
            return sum + (double)sizeof(void *) + (char)-1;
        }
        unsigned long long wide(unsigned long long a, unsigned long long b) { return a / b; }

        """;

    [SetUp]
    public void Write()
    {
        Sandbox.Write("a.c", Unit);
        Sandbox.Write("a.cpp", Unit + "template<class T> T twice(T t) { return t + t; }\n"
            + "long f(long n) { return twice(n); }\nvoid g() { throw 1; }\n");
        Sandbox.Write("shape.h", "struct shape { double width, height; };\n");
    }

    [TestCase("aarch64-unknown-linux-gnu")]
    [TestCase("i686-pc-linux-gnu")]
    [TestCase("arm-unknown-linux-gnueabihf")]
    [TestCase("riscv64-unknown-linux-gnu")]
    public void Objects_are_those_of_the_clang_at_home(string target)
    {
        var (c, cxx) = (Clang("clang", target), Clang("clang++", target));
        Assert.Multiple(() =>
        {
            AtTheHost(c, "-c", "a.c");
            AtTheHost(c, "-O2", "-Wall", "-MD", "-c", "a.c", "-o", "b.o");
            AtTheHost(c, "-O2", "-S", "a.c");
            AtTheHost(c, "--target=x86_64-pc-linux-gnu", "-O2", "-c", "a.c");
            AtTheHost(cxx, "-O2", "-fPIC", "-c", "a.cpp");
            AtTheHost(c, "-g", "-O2", "-c", "a.c");
            AtTheHost(cxx, "-g", "-O1", "-gsplit-dwarf", "-c", "a.cpp");
        });
    }

    [Test]
    public void The_processor_of_the_client_is_sent_in_words_the_host_understands()
        => AtTheHost(Clang("clang", "i686-pc-linux-gnu"), "-march=native", "-O2", "-c", "a.c");

    [Test]
    public void The_assembler_of_the_host_is_not_asked_for_another_target()
    {
        var report = Comparison.Same(
            Clang("clang", "i686-pc-linux-gnu"), "-fno-integrated-as", "-O2", "-c", "a.c");
        Assert.That(report.Ours, Has.One.EndsWith(
            "-fno-integrated-as calls the assembler of a host that is of another kind than the client"));
    }

    /// <summary>The clang of a machine with another target.</summary>
    private string Clang(string name, string target)
    {
        Directory.CreateDirectory(Sandbox.Path("bin"));
        var path = Sandbox.Path($"bin/{target}-{name}");
        if (!File.Exists(path))
        {
            File.CreateSymbolicLink(path, $"/usr/bin/{name}");
        }

        return path;
    }
}
