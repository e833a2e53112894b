using Distplusplus.Protocol;
using Google.Protobuf;

namespace Distplusplus.Tests.Server;

/// <summary>Offers whose fields are absent or contradict each other are refused by the name of the field.</summary>
internal sealed class OfferConsistencyTests
{
    private static readonly Dictionary<string, (Action<Offer> Change, string Field)> s_malformed = new()
    {
        ["no family"] = (offer => offer.Compiler.Family = 0, "compiler.family"),
        ["no compiler"] = (offer => offer.Compiler = null, "compiler.family"),
        ["no digest"] = (offer => offer.Compiler.Digest = ByteString.Empty, "compiler.digest"),
        ["no language"] = (offer => offer.Language = 0, "language"),
        ["no stage"] = (offer => offer.Stage = 0, "stage"),
        ["no mode"] = (offer => offer.Mode = 0, "mode"),
        ["no working directory"] = (offer => offer.WorkingDirectory = ByteString.Empty, "working_directory"),
        ["no source"] = (offer => offer.Source = ByteString.Empty, "source"),
        ["no output"] = (offer => offer.Output = ByteString.Empty, "output"),
        ["an output without path"] = (offer => offer.Outputs[0].Path = ByteString.Empty, "outputs"),
        ["an output without kind"] = (offer => offer.Outputs[0].Kind = 0, "outputs"),
        ["an output of unknown kind"] = (offer => offer.Outputs[0].Kind = (OutputKind)99, "outputs"),
        ["no outputs"] = (offer => offer.Outputs.Clear(), "outputs"),
        ["no MAIN"] = (offer => offer.Outputs[0].Kind = OutputKind.StackUsage, "outputs"),
        ["two MAIN"] = (offer => Add(offer, "b.o", OutputKind.Main), "outputs"),
        ["output is not MAIN"] = (offer => offer.Output = TestJob.Bytes("b.o"), "output"),
        ["source not sent"] = (offer => offer.Inputs[0].Path = TestJob.Bytes("/p/b.c"), "source"),
        ["source is a directory"] = (offer => offer.Inputs[0].Directory = true, "source"),
        ["dependencies without output"] = (offer => Depend(offer, "a.d"), "outputs"),
        ["output without dependencies"] = (offer => Add(offer, "a.d", OutputKind.Dependencies), "dependencies"),
        ["another dependency file"] = (
            offer =>
            {
                Depend(offer, "b.d");
                Add(offer, "a.d", OutputKind.Dependencies);
            },
            "dependencies.file"),
        ["-gsplit-dwarf without .dwo"] = (offer => Option(offer, "-gsplit-dwarf"), "outputs"),
        [".dwo without -gsplit-dwarf"] = (offer => Add(offer, "out.dwo", OutputKind.SplitDwarf), "outputs"),
        [".dwo elsewhere"] = (
            offer =>
            {
                Option(offer, "-gsplit-dwarf");
                Add(offer, "a.dwo", OutputKind.SplitDwarf);
            },
            "outputs"),
        ["-fstack-usage without .su"] = (offer => Option(offer, "-fstack-usage"), "outputs"),
        ["a project's directory among the system's"] = (
            offer =>
            {
                Option(offer, "-Iinclude/");
                offer.SystemDirectories.Add([TestJob.Bytes("include"), TestJob.Bytes("/usr/include")]);
            },
            "system_directories"),
    };

    private static IEnumerable<string> Malformed => s_malformed.Keys;

    [TestCaseSource(nameof(Malformed))]
    public void A_contradiction_is_malformed_and_the_culprit_is_its_field(string what)
    {
        var (change, field) = s_malformed[what];
        var refusal = RequestGateTests.Judge(Job().With(change));
        Assert.That((refusal?.Reason, refusal?.Culprit), Is.EqualTo((RefusalReason.MalformedOffer, field)));
        Assert.That(refusal!.Sentence, Is.Not.Empty);
    }

    [Test]
    public void What_fits_together_passes()
    {
        var job = Job().Option("-gsplit-dwarf", "-fstack-usage", "-g", "-Iinclude").With(offer =>
        {
            Depend(offer, "deps/a.d");
            Add(offer, "deps/a.d", OutputKind.Dependencies);
            Add(offer, "out.dwo", OutputKind.SplitDwarf);
            Add(offer, "out.su", OutputKind.StackUsage);
            offer.SystemDirectories.Add(TestJob.Bytes("/usr/include"));
        });
        Assert.That(RequestGateTests.Judge(job), Is.Null);
        var linked = Job().Link("/p/link.c", "a.c").With(offer => offer.Source = TestJob.Bytes("../p/link.c"));
        Assert.That(RequestGateTests.Judge(linked), Is.Null);
    }

    [Test]
    public void A_feature_the_host_does_not_have_is_refused_by_name()
    {
        var refusal = RequestGateTests.Judge(Job().With(offer => offer.RequiredFeatures.Add("time-travel")))!;
        Assert.That(refusal.Reason, Is.EqualTo(RefusalReason.ProtocolVersion));
        Assert.That(refusal.Culprit, Is.EqualTo("time-travel"));
        Assert.That(
            refusal.Sentence, Is.EqualTo("this host does not have the feature time-travel, which the offer requires"));
    }

    private static TestJob Job() => TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n");

    private static void Add(Offer offer, string path, OutputKind kind)
        => offer.Outputs.Add(new Output { Path = TestJob.Bytes(path), Kind = kind });

    private static void Depend(Offer offer, string file)
        => offer.Dependencies = new DependencyRule { File = TestJob.Bytes(file) };

    private static void Option(Offer offer, string option) => offer.Options.Add(TestJob.Bytes(option));
}
