using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A unit of 200 MB of preprocessed text flows through client and host without staying there.</summary>
internal sealed class BigUnitTests : EndToEndFixture
{
    private const long Megabyte = 1 << 20;

    [Test]
    [CancelAfter(300_000)]
    public void Neither_client_nor_host_holds_the_text(CancellationToken cancellation)
    {
        // One assertion of 4 KiB, 512 times a header, 100 times the header: cheap to compile, long to carry.
        var line = $"_Static_assert(1, \"{new string('x', 4000)}\");\n";
        Sandbox.Write("big.h", string.Concat(Enumerable.Repeat(line, 512)));
        Sandbox.Write("big.c", string.Concat(Enumerable.Repeat("#include \"big.h\"\n", 100)) + "int x;\n");
        File.WriteAllText(Sandbox.Path("config.toml"), $"servers = [\"{Host.Address}\"]\nmode = \"text\"\n");
        var client = Client.With("DISTPLUSPLUS_SERVERS", null).With("DISTPLUSPLUS_CONFIG", Sandbox.Path("config.toml"));

        using var compile = client.Compile("gcc", "-c", "big.c").Start();
        var output = Command.Collect(compile.Output!);
        var error = Command.Collect(compile.Error!);
        var exit = compile.WaitAsync();
        long clientPeak = 0;
        while (!exit.Wait(5, cancellation))
        {
            clientPeak = Math.Max(clientPeak, ProcessTable.PeakMemory(compile.Id));
        }

        Task.WaitAll([output, error], cancellation);
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        var hostPeak = ProcessTable.PeakMemory(Host.Id);
        TestContext.Out.WriteLine($"client {clientPeak / Megabyte} MB, host {hostPeak / Megabyte} MB");
        Assert.Multiple(() =>
        {
            Assert.That(exit.GetAwaiter().GetResult().Code, Is.Zero, said);
            Assert.That(said, Does.Contain(Host.Address), "it was not compiled at the host");
            Assert.That(clientPeak, Is.GreaterThan(0).And.LessThan(150 * Megabyte), "client");
            Assert.That(hostPeak, Is.GreaterThan(0).And.LessThan(150 * Megabyte), "host");
        });
    }
}
