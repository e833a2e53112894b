using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Hosting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

internal sealed class TrustedPathTests
{
    private Scratch _scratch = null!;
    private string _compiler = null!;

    [SetUp]
    public void Start()
    {
        _scratch = new Scratch();
        _compiler = _scratch.Write("bin/gcc", "#!/bin/sh\n", executable: true);
        SetMode(_scratch.Path, "755");
        SetMode($"{_scratch.Path}/bin", "755");
        SetMode(_compiler, "755");
    }

    [TearDown]
    public void Stop() => _scratch.Dispose();

    [Test]
    public void A_compiler_that_only_we_can_change_is_trusted_even_below_a_sticky_directory()
    {
        Assert.That(TrustedPath.Objection(_compiler), Is.Null);
        Assert.That(TrustedPath.Objection("/usr/bin/gcc"), Is.Null);
    }

    [TestCase("/bin/gcc", "775")]
    [TestCase("/bin/gcc", "757")]
    [TestCase("/bin", "777")]
    [TestCase("", "775")]
    public void A_place_that_others_can_write_to_is_named_with_its_mode(string place, string mode)
    {
        SetMode(_scratch.Path + place, mode);
        Assert.That(
            TrustedPath.Objection(_compiler),
            Is.EqualTo($"{_scratch.Path}{place} has mode 0{mode}, so others than {Us()} could put another program "
                + $"there: chmod go-w {_scratch.Path}{place}"));
    }

    [Test]
    public void A_list_that_lets_others_write_is_seen_in_the_mode()
    {
        Needs.Program("setfacl");
        Run("setfacl", "-m", "u:daemon:rwx", _compiler);
        Assert.That(TrustedPath.Objection(_compiler), Does.StartWith($"{_compiler} has mode 0775, so others than "));

        // What the objection recommends is the cure.
        Run("chmod", "go-w", _compiler);
        Assert.That(TrustedPath.Objection(_compiler), Is.Null);
    }

    [Test]
    public void A_list_for_what_is_new_opens_no_directory_of_a_host()
    {
        Needs.Program("setfacl");
        Run("setfacl", "-d", "-m", "u:daemon:rwx,g::rwx,o::rwx,m::rwx", _scratch.Path);
        using var run = RunDirectory.Create(_scratch.Path, TimeProvider.System);
        using var store = ContentStore.Open($"{_scratch.Path}/store", 1 << 20, TimeProvider.System);
        foreach (var directory in (string[])[run.Path, $"{_scratch.Path}/store"])
        {
            Assert.That(
                Convert.ToString(FileIdentity.Of(directory)!.Value.Mode & 511, 8), Is.EqualTo("700"), directory);
        }
    }

    [Test]
    public void A_link_is_followed_to_its_end()
    {
        File.CreateSymbolicLink($"{_scratch.Path}/first", "second/gcc");
        File.CreateSymbolicLink($"{_scratch.Path}/second", _scratch.Path + "/bin/../bin");
        Assert.That(TrustedPath.Objection($"{_scratch.Path}/first"), Is.Null);
        SetMode(_compiler, "722");
        Assert.That(TrustedPath.Objection($"{_scratch.Path}/first"), Does.StartWith($"{_compiler} has mode 0722"));
    }

    [Test]
    public void A_place_of_somebody_else_is_named_with_its_owner()
    {
        // For the eyes of another user what is ours is a stranger's.
        var stranger = Libc.EffectiveUser() + 1;
        var ours = Libc.EffectiveUser() == UserAccount.Root ? null : UserAccount.NameOf(Libc.EffectiveUser());
        Assert.That(
            TrustedPath.Objection(_compiler, stranger),
            ours is null ? Is.Null : Does.Contain($"belongs to {ours}, who could put another program there"));
        if (ours is null)
        {
            new UserAccount("daemon", 1, 1, "/").TakeOver(_compiler);
            Assert.That(
                TrustedPath.Objection(_compiler),
                Is.EqualTo($"{_compiler} belongs to daemon, who could put another program there: "
                    + "it must belong to root"));
        }
    }

    [Test]
    public void Links_in_circles_and_missing_files_are_objections()
    {
        File.CreateSymbolicLink($"{_scratch.Path}/round", "round");
        Assert.That(
            TrustedPath.Objection($"{_scratch.Path}/round"),
            Is.EqualTo($"{_scratch.Path}/round leads through too many links"));
        Assert.That(
            TrustedPath.Objection($"{_scratch.Path}/none"),
            Is.EqualTo($"{_scratch.Path}/none cannot be inspected: No such file or directory"));
    }

    [Test]
    public void A_catalog_does_not_offer_what_others_can_change_until_that_is_put_right()
    {
        File.Delete(_compiler);
        File.CreateSymbolicLink(_compiler, "/usr/bin/gcc");
        File.CreateSymbolicLink($"{_scratch.Path}/bin/none", "/none");
        File.CreateSymbolicLink($"{_scratch.Path}/bin/nothing", "/nothing");
        SetMode($"{_scratch.Path}/bin", "777");
        var catalog = new CompilerCatalog(
            new CompilerDirectories([$"{_scratch.Path}/bin"], "", default), CatalogFinding.Of, TimeProvider.System);
        catalog.Look();
        Assert.That(
            catalog.Entries.Single(entry => entry.Name == "gcc").Trouble,
            Is.EqualTo($"{_scratch.Path}/bin has mode 0777, so others than {Us()} could put another program there: "
                + $"chmod go-w {_scratch.Path}/bin"));
        SetMode($"{_scratch.Path}/bin", "755");
        catalog.Look();
        Assert.That(catalog.Entries.Single(entry => entry.Name == "gcc").Fingerprint, Is.Not.Null);

        // And it is not chosen once others can change it again.
        SetMode($"{_scratch.Path}/bin", "777");
        var offer = TestJob.Direct("a.c", "/p").Offer;
        Assert.That(
            catalog.Choose(offer.Compiler, offer.Language, "peer", out _)?.Reason,
            Is.EqualTo(Distplusplus.Protocol.RefusalReason.NoSuchCompiler));
    }

    private void Run(string program, params string[] arguments)
        => new Command(program, arguments)
        {
            Directory = _scratch.Path,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        }.Run().Succeeded();

    private static string Us() => Libc.EffectiveUser() == UserAccount.Root
        ? "root" : $"root or {UserAccount.NameOf(Libc.EffectiveUser())}";

    private static void SetMode(string path, string mode)
        => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
}
