using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Offers that would make the host's compiler load code, run programs or read catalogues of the client's, in every
/// layer that shuts compilers in.
/// </summary>
[TestFixture("landlock")]
[TestFixture("bubblewrap")]
[TestFixture("off")]
internal sealed class HostileCompilerLinesTests(string layer) : SandboxFixture
{
    private const string Marker = "CODE-OF-THE-CLIENT-RUNS";

    private static readonly string[] s_everyWay = ["-fplugin=./p", "-load", "./p", "-clang:-fplugin=./p"];

    private BuildHost _host = null!;
    private RawClient _client = null!;
    private byte[] _plugin = [];

    [SetUp]
    public void Start()
    {
        Needs.Program("bwrap");
        Sandbox.Write("p.c", $$"""
            #include <unistd.h>
            int plugin_is_GPL_compatible;
            int plugin_init(void *a, void *b) { return 0; }
            __attribute__((constructor)) static void run(void) { write(2, "{{Marker}}\n", {{Marker.Length + 1}}); }

            """);
        Sandbox.Command("gcc", "-shared", "-fPIC", "p.c", "-o", "p").Run().Succeeded();
        _plugin = File.ReadAllBytes(Sandbox.Path("work/p"));
        _host = BuildHost.Start(Sandbox, "--isolation", layer);
        _client = new RawClient(_host);
    }

    [TearDown]
    public void Stop()
    {
        _client.Dispose();
        _host.Dispose();
    }

    [Test]
    public void The_plugin_is_one()
    {
        Assert.That(Sandbox.Command("gcc", "-fplugin=./p", "-c", "-xc", "/dev/null", "-o", "x.o").Run().Error,
            Does.Contain(Marker));
        Assert.That(Sandbox.Command("clang", "-fplugin=./p", "-c", "-xc", "/dev/null", "-o", "x.o").Run().Error,
            Does.Contain(Marker));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task No_joined_value_names_a_response_file(bool clang)
    {
        foreach (var option in (string[])
            ["-I", "-include", "-isystem", "-iquote", "-idirafter", "-imacros", "-D", "-U", "-A", "-L", "-u", "-e"])
        {
            await IsRefused(Job(clang).Option($"{option}@x"), option);
        }
    }

    [TestCase("clang-cl")]
    [TestCase("cl")]
    [TestCase("clang-cpp")]
    [TestCase("flang")]
    [TestCase("clang-dxc")]
    [TestCase("gcc-cl")]
    public async Task No_name_changes_the_way_clang_reads_its_line(string driver)
        => await IsRefused(
            Job(clang: true).Option("-O2").With(offer => offer.Driver = driver), driver);

    [Test]
    public async Task No_value_changes_the_way_clang_reads_its_line()
    {
        foreach (var option in (string[])["-iquote", "-idirafter", "-include", "-e", "-D", "-u", "-z", "-l", "-A"])
        {
            await IsRefused(Job(clang: true).Option(option, "-clang:-fplugin=./p"), option);
            await IsRefused(Job(clang: true).Option(option, "--driver-mode=cl"), option);
        }

        await IsRefused(
            Job(clang: true).With(offer =>
            {
                offer.Dependencies = new DependencyRule { File = TestJob.Bytes("a.d") };
                offer.Dependencies.Targets.Add(new DependencyTarget { Name = TestJob.Bytes("--driver-mode=cl") });
            }),
            "-MT");
    }

    [TestCase("/.distplusplus-host/usr/bin/bash")]
    [TestCase("/q/usr/bin/bash")]
    [TestCase("/proc/self/root/.distplusplus-host/usr/bin/bash")]
    [TestCase("/lib64/ld-linux-x86-64.so.2")]
    public async Task A_link_does_not_make_a_program_of_the_host_an_assembler(string target)
    {
        foreach (var options in (string[][])
            [["--gcc-toolchain=/tc", "--target=m68k-linux-gnu", "-fno-integrated-as"], ["--target=m68k-linux-gnu"]])
        {
            var job = TestJob.Direct("a.s", "/w", clang: true, Language.Assembler)
                .Whole("/w/a.s", $"echo {Marker} >&2\n")
                .Whole("/tc/lib/gcc/m68k-linux-gnu/13/crtbegin.o", "")
                .Link("/q", "/.distplusplus-host")
                .Link("/tc/m68k-linux-gnu/bin/m68k-linux-gnu-as", target)
                .Option(options);
            job.Offer.Mode = SendMode.DirectAtRoot;
            await IsRefused(job, target);
        }
    }

    [TestCase("../../../proc/self/cwd/x", SendMode.Direct)]
    [TestCase("../../../x", SendMode.DirectAtRoot)]
    public async Task No_variable_names_a_catalogue_of_the_client(string language, SendMode mode)
    {
        var job = TestJob.Direct("a.s", "/w", language: Language.Assembler)
            .Whole("/w/a.s", "foo bar\n").Whole("/w/x/LC_MESSAGES/gas.mo", "x")
            .With(offer => offer.Environment.Add([
                new EnvironmentVariable { Name = "LANGUAGE", Value = TestJob.Bytes(language) },
                new EnvironmentVariable { Name = "LC_ALL", Value = TestJob.Bytes("C.UTF-8") }]));
        job.Offer.Mode = mode;
        await IsRefused(job, language);
    }

    [Test]
    public async Task A_time_out_of_range_is_the_client_s_fault_and_tells_no_directory_of_the_host()
    {
        var answer = await Job(clang: false).With(offer => offer.Inputs[0].ModifiedNs = long.MinValue)
            .RunAsync(_client.Stubs);
        Assert.That(answer.Refused?.Reason, Is.EqualTo(RefusalReason.MalformedOffer));
        Assert.That(answer.Refused!.Sentence, Is.EqualTo("/w/a.c: its modification time is out of range"));
    }

    [Test]
    public async Task An_honest_offer_by_any_usual_name_is_compiled()
    {
        foreach (var (clang, driver) in ((bool, string)[])
            [(false, "cc"), (false, "x86_64-linux-gnu-g++-12"), (true, "clang"), (true, "clang++-14"), (true, "c++")])
        {
            var answer = await Job(clang).With(offer => offer.Driver = driver).RunAsync(_client.Stubs);
            Assert.That(answer.Finished?.ExitCode, Is.Zero, driver);
            Assert.That(answer.Error, Is.Empty, driver);
        }
    }

    private TestJob Job(bool clang)
    {
        var job = TestJob.Direct("a.c", "/w", clang).Whole("/w/a.c", "int x;\n");
        job.Offer.Inputs.Add(new Input { Path = TestJob.Bytes("/w/p"), Content = ByteString.CopyFrom(_plugin) });
        return job.Whole("/w/x", $". {string.Join(' ', clang ? s_everyWay[1..3] : s_everyWay[..1])}\n");
    }

    private async Task IsRefused(TestJob job, string what)
    {
        var answer = await job.RunAsync(_client.Stubs);
        Assert.That(answer.Error, Does.Not.Contain(Marker), what);
        Assert.That(answer.Refused, Is.Not.Null, $"{what}: {answer.Error}");
        Assert.That(answer.Granted, Is.Null, what);
    }
}
