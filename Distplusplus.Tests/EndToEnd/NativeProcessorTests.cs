using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>-march=native means this machine's processor, wherever it is compiled.</summary>
internal sealed class NativeProcessorTests : EndToEndFixture
{
    [TestCase("gcc", "-march=native -g -O3 -c a.c")]
    [TestCase("gcc", "-mtune=native -g3 -O3 -c a.c")]
    [TestCase("gcc", "-march=native -mtune=native -gsplit-dwarf -O3 -c a.c")]
    [TestCase("gcc", "-mno-avx -march=native -O3 -c a.c")]
    [TestCase("gcc", "-march=native -march=x86-64 -O3 -c a.c")]
    [TestCase("gcc", "-march=native -O3 -S -fverbose-asm a.c")]
    [TestCase("gcc", "-march=native -m32 -g -O3 -c a.c")]
    [TestCase("g++", "-x c++ -march=native -g -O3 -c a.c")]
    [TestCase("clang", "-march=native -g -O3 -c a.c")]
    public void The_object_is_the_one_of_home(string compiler, string arguments)
    {
        Sandbox.Write("a.c", "int f(const int *a, int n) { int s = 0; while (n--) s += a[n] * a[n]; return s; }\n");
        AtTheHost(compiler, arguments.Split(' '));
    }

    [TestCase("-march=native -O3 -c a.c")]
    [TestCase("-march=native -flto -frandom-seed=1 -O3 -c a.c")]
    public void So_it_is_when_text_is_sent(string arguments)
    {
        Sandbox.Write("a.c", "int f(const int *a, int n) { int s = 0; while (n--) s += a[n] * a[n]; return s; }\n");
        Client.With("DISTPLUSPLUS_MODE", "text");
        AtTheHost("gcc", arguments.Split(' '));
    }
}
