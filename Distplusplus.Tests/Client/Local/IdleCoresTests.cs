using Distplusplus.Client.Local;

namespace Distplusplus.Tests.Client.Local;

internal sealed class IdleCoresTests
{
    private string _directory = string.Empty;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("dpp-idle-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase(1, true)]
    [TestCase(4, true)]
    [TestCase(5, false)]
    public void A_core_is_idle_when_no_more_want_to_run_than_there_are(int wantToRun, bool idle)
    {
        using var slot = new IdleCores(Slots(), () => wantToRun, cores: 4).TryTake();
        Assert.That(slot is not null, Is.EqualTo(idle));
    }

    [Test]
    public void A_core_that_another_local_compile_holds_is_not_idle()
    {
        using var other = Slots().Take(keepAcrossExec: false);
        Assert.That(new IdleCores(Slots(), () => 1, cores: 4).TryTake(), Is.Null);
    }

    [Test]
    public void A_core_that_was_looked_at_in_vain_is_not_kept()
    {
        Assert.That(new IdleCores(Slots(), () => 9, cores: 4).TryTake(), Is.Null);
        using var slot = new IdleCores(Slots(), () => 1, cores: 4).TryTake();
        Assert.That(slot, Is.Not.Null);
    }

    private LocalSlots Slots() => new(_directory, "compile", 1);
}
