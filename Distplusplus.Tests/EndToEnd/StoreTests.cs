using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Whatever happens to the host's store of contents, objects stay the plain compiler's and nothing is left lying.
/// </summary>
internal sealed class StoreTests
{
    private const string Unit =
        "#include <stdio.h>\n#include <sys/socket.h>\n#include <pthread.h>\n#include \"v.h\"\nint v = V;\n";

    private Sandbox _sandbox = null!;

    private string Store => _sandbox.Path("store");

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _sandbox.Write("v.h", "#define V 1\n");
        _sandbox.Write("a.c", Unit);
        Directory.CreateDirectory(_sandbox.Path("jobs"));
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void A_store_that_is_deleted_while_it_is_used_costs_only_uploads()
    {
        using var host = StartHost();
        using var done = new CancellationTokenSource();
        var deleting = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                _sandbox.Command("/bin/rm", "-rf", Store).Run();
            }
        });
        for (var n = 0; n < 15; n++)
        {
            CompilesDirectly(host, $"{n}.o");
        }

        done.Cancel();
        deleting.Wait();
        CompilesDirectly(host, "last.o");
    }

    [Test]
    public void A_store_at_its_limit_under_load_stays_below_it()
    {
        const int Limit = 300_000;
        using (var host = StartHost(("DISTPLUSPLUS_STORE_BYTES", $"{Limit}")))
        {
            Parallel.For(
                0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, n => CompilesDirectly(host, $"{n}.o"));
        }

        var kept = new DirectoryInfo(Store).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        Assert.That(kept, Is.Not.Empty);
        Assert.That(kept.Sum(file => (file.Length + 4095) / 4096 * 4096), Is.LessThanOrEqualTo(Limit));
    }

    [Test]
    public void A_host_killed_while_contents_arrive_leaves_a_sound_store_and_its_successor_clears_up()
    {
        _sandbox.Write("big.c", "#include <sys/socket.h>\n#include <stdio.h>\n#include <pthread.h>\n" + Unit);
        var first = StartHost();
        using (var compile = Client(first).Compile("gcc", "-g", "-c", "big.c").Start())
        {
            var output = Command.Collect(compile.Output!);
            var error = Command.Collect(compile.Error!);
            Assert.That(() => Kept().Any() || FileExists("big.o"), Is.True.After(60_000, 1));
            first.Kill();
            Assert.That(compile.Wait().Code, Is.Zero);
            Task.WaitAll(output, error);
        }

        first.Dispose();
        using (var second = StartHost())
        {
            CompilesDirectly(second, "second.o");
            foreach (var file in Kept())
            {
                var name = Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file).Split('-')[0];
                Assert.That(
                    Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))),
                    Is.EqualTo(name));
            }
        }

        Assert.That(Directory.GetFileSystemEntries(_sandbox.Path("jobs")), Is.Empty, "job directories were left");
    }

    private BuildHost StartHost(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var environment = new Dictionary<string, string>
        {
            ["DISTPLUSPLUS_STORE_DIR"] = Store,
            ["TMPDIR"] = _sandbox.Path("jobs"),
        };
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        return BuildHost.Start(_sandbox, environment, "--slots", "4");
    }

    private FarmClient Client(BuildHost host)
        => new FarmClient(_sandbox, host.Address);

    private void CompilesDirectly(BuildHost host, string output)
    {
        var ours = Client(host).Compile("gcc", "-g", "-c", "a.c", "-o", output).Run();
        Assert.That(ours.ExitCode, Is.Zero, ours.Error);
        Assert.That(ours.Error, Does.Contain("(direct, "));
        _sandbox.Command("gcc", "-g", "-c", "a.c", "-o", $"plain-{output}").Run().Succeeded();
        Assert.That(
            File.ReadAllBytes($"{_sandbox.Work}/{output}"),
            Is.EqualTo(File.ReadAllBytes($"{_sandbox.Work}/plain-{output}")));
    }

    private bool FileExists(string name) => File.Exists($"{_sandbox.Work}/{name}");

    // Contents lie in directories of two digits; whatever else stands there is the running host's own.
    private IEnumerable<string> Kept()
        => !Directory.Exists(Store) ? []
            : Directory.EnumerateDirectories(Store).Where(
                shard => Path.GetFileName(shard).Length == 2).SelectMany(Directory.EnumerateFiles);
}
