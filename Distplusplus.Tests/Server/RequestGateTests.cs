using System.Collections.Immutable;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

internal sealed class RequestGateTests
{
    [Test]
    public void An_ordinary_offer_passes()
        => Assert.That(Judge(Job()), Is.Null);

    [TestCase("relative", "the path is not absolute")]
    [TestCase("/a/../b", "the path is not normal")]
    [TestCase("/a//b", "the path is not normal")]
    [TestCase("/a/./b", "the path is not normal")]
    [TestCase("/a/", "the path is not normal")]
    [TestCase("/a\nb", "the path holds a control character")]
    [TestCase("", "the path is empty")]
    public void An_input_must_be_absolute_and_normal(string path, string trouble)
    {
        var refusal = Judge(Job().Whole(path, ""))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.PathNotAllowed));
        Assert.That(refusal.Sentence, Is.EqualTo($"{NativeText.ForPeople(path)}: {trouble}"));
    }

    [TestCase("/p/l", "../..")]
    [TestCase("/p/l", "../../etc")]
    [TestCase("/p/l", "l")]
    public void A_link_that_leads_out_or_in_circles_is_refused(string path, string target)
    {
        var refusal = Judge(Job().Link(path, target))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.PathNotAllowed));
        Assert.That(refusal.Sentence, Is.EqualTo($"{path}: a symbolic link leads out of the tree"));
    }

    [Test]
    public void Links_that_only_together_lead_out_are_refused()
        => Assert.That(
            Judge(Job().Link("/a/b/c/short", "/z").Link("/a/b/c/out", "short/../../x"))!.Sentence,
            Is.EqualTo("/a/b/c/out: a symbolic link leads out of the tree"));

    [Test]
    public void A_file_below_a_link_stands_where_the_link_leads()
    {
        Assert.That(Judge(Job().Link("/p/l", "/q").Whole("/p/l/x.h", ""), out var job), Is.Null);
        Assert.That(job!.Inputs[^1].Path, Is.EqualTo("/q/x.h"));
    }

    [Test]
    public void A_link_below_a_link_is_refused()
        => Assert.That(
            Judge(Job().Link("/p/l", "/q").Link("/p/l/m", "/r"))!.Sentence,
            Is.EqualTo("/p/l/m: it is a link below a link; name it by its real place"));

    [Test]
    public void A_path_given_twice_is_refused()
        => Assert.That(Judge(Job().Whole("/p/a.c", ""))!.Sentence, Is.EqualTo("/p/a.c: the manifest names it twice"));

    [Test]
    public void A_file_below_a_file_is_refused()
        => Assert.That(
            Judge(Job().Whole("/p/a.c/x", ""))!.Sentence,
            Is.EqualTo("/p/a.c/x: something above it is a file of the manifest"));

    [TestCase("../../x.o")]
    [TestCase("l/../../x.o")]
    public void An_output_outside_the_tree_is_refused(string output)
        => Assert.That(
            Judge(Job().Link("/p/l", "/q").With(offer => offer.Outputs[0].Path = TestJob.Bytes(output)))!.Sentence,
            Is.EqualTo($"{output}: the output lies outside the tree"));

    [Test]
    public void An_output_over_an_input_is_refused()
        => Assert.That(
            Judge(Job().With(offer => offer.Outputs[0].Path = TestJob.Bytes("../p/a.c")))!.Sentence,
            Is.EqualTo("/p/a.c: it is an input and an output"));

    [Test]
    public void Another_protocol_is_refused()
    {
        var refusal = Judge(Job().With(offer => offer.Version.Major = 2))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.ProtocolVersion));
        Assert.That(refusal.Sentence, Is.EqualTo("this host speaks protocol 1.0, the client 2.0"));
    }

    [TestCase(".")]
    [TestCase("../gcc")]
    [TestCase("clang")]
    [TestCase("clang-cl")]
    [TestCase("cl")]
    [TestCase("cpp")]
    [TestCase("gcc-cpp")]
    [TestCase("gcc\u001b")]
    [TestCase("gcc-ar")]
    public void A_driver_that_is_no_name_of_such_a_compiler_is_malformed(string driver)
    {
        var refusal = Judge(Job().With(offer => offer.Driver = driver))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.MalformedOffer));
        Assert.That(refusal.Sentence, Is.EqualTo(
            $"{NativeText.ForPeople(driver)} is no name of a compiler of C and C++ of that family"));
    }

    [TestCase("gcc")]
    [TestCase("cc")]
    [TestCase("c++")]
    [TestCase("g++-12.2")]
    [TestCase("x86_64-linux-gnu-gcc-12")]
    public void A_compiler_is_called_by_the_client_s_name_for_it(string driver)
    {
        Assert.That(Judge(Job().With(offer => offer.Driver = driver), out var job), Is.Null);
        Assert.That(job!.Driver, Does.EndWith($"/{driver}"));
    }

    [TestCase("LANG", "de_DE.UTF-8@euro", true)]
    [TestCase("LANGUAGE", "de:en_GB:", true)]
    [TestCase("LC_ALL", "", true)]
    [TestCase("TZ", ":Europe/Berlin", true)]
    [TestCase("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", true)]
    [TestCase("TZ", "<-03>3", true)]
    [TestCase("TZ", "America/Argentina/Buenos_Aires", true)]
    [TestCase("SOURCE_DATE_EPOCH", "1700000000", true)]
    [TestCase("GCC_COLORS", "error=01;31:warning=01;35", true)]
    [TestCase("TERM", "xterm-256color", true)]
    [TestCase("LANGUAGE", "../../../proc/self/cwd/x", false)]
    [TestCase("LANGUAGE", "..", false)]
    [TestCase("LANGUAGE", "de:/tmp", false)]
    [TestCase("LANG", "/tmp/x", false)]
    [TestCase("LC_MESSAGES", "x/y", false)]
    [TestCase("LC_ALL", "de\n", false)]
    [TestCase("TZ", "/tmp/zone", false)]
    [TestCase("TZ", ":/tmp/zone", false)]
    [TestCase("TZ", "../zone", false)]
    [TestCase("TZ", "a/../../zone", false)]
    [TestCase("TZ", "Europe/", false)]
    [TestCase("TERM", "../x", false)]
    [TestCase("SOURCE_DATE_EPOCH", "now", false)]
    [TestCase("COLUMNS", "80%n", false)]
    public void A_variable_has_the_form_of_its_kind(string name, string value, bool passes)
    {
        var refusal = Judge(Job().With(offer => offer.Environment.Add(
            new EnvironmentVariable { Name = name, Value = TestJob.Bytes(value) })), out var job);
        if (passes)
        {
            Assert.That(refusal, Is.Null);
            Assert.That(job!.Environment, Is.EqualTo((string[])[$"{name}={value}"]));
        }
        else
        {
            Assert.That(refusal?.Reason, Is.EqualTo(RefusalReason.OptionNotAllowed));
            Assert.That(refusal!.Sentence, Does.StartWith($"the variable {name} has the value "));
        }
    }

    [TestCase(long.MinValue, false)]
    [TestCase(-(1L << 31) * 1_000_000_000 - 1, false)]
    [TestCase(-1, true)]
    [TestCase(long.MaxValue, true)]
    public void A_time_that_no_file_has_is_malformed(long modifiedNs, bool passes)
        => Assert.That(
            Judge(Job().With(offer => offer.Inputs[0].ModifiedNs = modifiedNs))?.Sentence,
            passes ? Is.Null : Is.EqualTo("/p/a.c: its modification time is out of range"));

    [Test]
    public void Directories_without_end_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("/" + new string('y', 14), 250));
        var job = Job();
        for (var i = 0; i < 20; i++)
        {
            job.Offer.Inputs.Add(new Input { Path = TestJob.Bytes($"/p/{i}{deep}"), Directory = true });
        }

        Assert.That(Judge(job)!.Sentence, Does.StartWith("the job has more than 32768 directories, or their names"));
        Assert.That(
            Judge(Job().Whole($"/p{string.Concat(Enumerable.Repeat("/y", 300))}/a.h", ""))!.Sentence,
            Does.EndWith(": the path has more than 256 names in it"));
    }

    [Test]
    public void A_walk_through_links_without_end_is_refused()
    {
        var job = Job();
        for (var i = 0; i < 39; i++)
        {
            job.Link($"/l{i}", $"{string.Concat(Enumerable.Repeat("/.", 200))}/l{i + 1}");
        }

        job.Link("/l39", "/p");
        for (var i = 0; i < 2000; i++)
        {
            job.Whole($"/l0/{i}.h", "");
        }

        Assert.That(
            Judge(job)!.Sentence,
            Is.EqualTo(
                "the paths of the manifest exceed 8388608 bytes or, walked through its links, 262144 names"));
    }

    [TestCase("/proc/self/root/../etc")]
    [TestCase("/dev/fd/3/../x")]
    public void A_link_does_not_climb_out_of_links_of_the_kernel(string target)
        => Assert.That(
            Judge(Job().Link("/p/l", target))!.Sentence, Is.EqualTo("/p/l: a symbolic link leads out of the tree"));

    [Test]
    public void An_option_that_runs_programs_is_refused()
        => Assert.That(
            Judge(Job().Option("-wrapper", "/bin/sh,-c,id"))!.Reason, Is.EqualTo(RefusalReason.OptionNotAllowed));

    [Test]
    public void Another_compiler_is_refused_with_both_names()
    {
        var refusal = Judge(Job().With(offer =>
        {
            offer.Compiler.Digest = Google.Protobuf.ByteString.CopyFrom(new byte[32]);
            offer.Compiler.Version = "gcc version 99";
        }))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.CompilerDiffers));
        Assert.That(refusal.Sentence, Does.EndWith(
            ", the client gcc version 99 for x86_64-linux-gnu; install the same version on both"));
    }

    [Test]
    public void Too_much_is_refused()
        => Assert.That(
            Judge(Job().Whole("/p/b", new string('x', 2000)), out _, new JobLimits { ContentBytes = 1000 })!.Sentence,
            Is.EqualTo("the contents of the job exceed 1000 bytes"));

    [Test]
    public void The_smaller_of_both_timeouts_counts()
    {
        Judge(Job().With(offer => offer.JobTimeoutMs = 1000), out var shorter);
        Judge(Job().With(offer => offer.JobTimeoutMs = ulong.MaxValue), out var longer);
        Assert.That(shorter!.Timeout, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(longer!.Timeout, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    private static readonly Lazy<CompilerCatalog> Catalog = new(() =>
    {
        var catalog = new CompilerCatalog(
            new CompilerDirectories([], "/usr/bin", default),
            CatalogFinding.Of,
            TimeProvider.System);
        catalog.Look();
        return catalog;
    });

    private static TestJob Job() => TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n");

    internal static Refusal? Judge(TestJob job) => Judge(job, out _);

    private static Refusal? Judge(TestJob job, out AcceptedJob? accepted, JobLimits? limits = null)
    {
        var verdict = new RequestGate(
            Catalog.Value, limits ?? new JobLimits(), TimeSpan.FromMinutes(1), (_, _, _) => null)
            .Judge(job.Offer, "peer");
        accepted = (verdict as GateVerdict.Accepted)?.Job;
        return (verdict as GateVerdict.Refused)?.Refusal;
    }
}
