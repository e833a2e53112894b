using Distplusplus.Protocol;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
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

    [TestCase("-march=native", "-march=bdver4 -mxop -mfma4 -mno-avx2 --param=l1-cache-size=17 "
        + "--param=l1-cache-line-size=64 --param=l2-cache-size=2049 -mtune=bdver4")]
    [TestCase("-mtune=native", "--param=l1-cache-size=17 --param=l1-cache-line-size=64 --param=l2-cache-size=2049 "
        + "-mtune=bdver4")]
    [TestCase("-march=native -mtune=generic", "-march=bdver4 -mxop -mfma4 -mno-avx2 -mtune=generic")]
    public async Task Native_is_what_the_client_says_and_not_the_processor_of_the_host(string options, string words)
    {
        var (program, native) = ("int f(int a) { return a; }\n", options.Split(' '));
        Sandbox.Write("a.c", program);
        var own = Passed(Sandbox.Command("gcc", [.. native, "-fverbose-asm", "-S", "a.c", "-o", "-"]).Run()
            .Succeeded().Output);
        Assert.That(own, Does.Match("-m(arch|tune)=").And.Not.Contain("bdver4"), "this machine is the other one");

        using var client = new RawClient(Host);
        var answer = await TestJob.Direct("a.c", "/p").Whole("/p/a.c", program).Option([.. native, "-fverbose-asm"])
            .With(offer =>
            {
                offer.Stage = Stage.Assembly;
                offer.Native = new NativeProcessor();
                offer.Native.Architecture.AddRange(
                    Array.ConvertAll(["-march=bdver4", "-mxop", "-mfma4", "-mno-avx2"], TestJob.Bytes));
                offer.Native.Tuning.AddRange(Array.ConvertAll(
                    [
                        "--param", "l1-cache-size=17", "--param", "l1-cache-line-size=64",
                        "--param", "l2-cache-size=2049", "-mtune=bdver4",
                    ],
                    TestJob.Bytes));
            })
            .RunAsync(client.Stubs);
        Assert.That(answer.Finished?.ExitCode, Is.Zero, answer.Refused?.Sentence ?? answer.Error);
        var passed = Passed(System.Text.Encoding.UTF8.GetString(answer.File(0)!));
        Assert.That(passed, Does.Contain(words));
        var strange = own.Split(' ').Where(word => word.StartsWith("-m") || word.StartsWith("--param"))
            .Except(words.Split(' ')).Except(["-march=x86-64"]).ToList();
        Assert.That(strange, Is.Not.Empty);
        Assert.That(passed.Split(' ').Intersect(strange), Is.Empty);
    }

    /// <summary>The line in which gcc writes down what its driver passed to it.</summary>
    private static string Passed(string assembly)
        => assembly.Split('\n').Single(line => line.StartsWith("# options passed:", StringComparison.Ordinal));
}
