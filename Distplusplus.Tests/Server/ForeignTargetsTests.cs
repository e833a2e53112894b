using Distplusplus.Compiler.Identity;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server;
using Distplusplus.Server.Compilers;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

/// <summary>Which clang of a host is asked for which target, and how often, with compilers that only answer.</summary>
internal sealed class ForeignTargetsTests
{
    private const string Version = "Debian clang version 14.0.6";

    private readonly List<string> _asked = [];
    private readonly ManualClock _clock = new();
    private bool _compilesAlone;
    private ForeignTargets _targets = null!;

    [SetUp]
    public void Start()
    {
        _asked.Clear();
        _compilesAlone = true;
        _targets = new ForeignTargets(Answer, _clock);
    }

    [Test]
    public void The_clang_that_is_the_wanted_one_once_it_is_told_the_target_is_found_and_asked_once()
    {
        for (var i = 0; i < 3; i++)
        {
            var found = Match(Wanted("arm"))!;
            Assert.That(found.ForeignTarget, Is.EqualTo("arm"));
            Assert.That(found.Path, Is.EqualTo("/usr/bin/clang"));
        }

        Assert.That(_asked, Is.EqualTo(new[] { "/usr/bin/clang arm" }));
    }

    [Test]
    public void Another_version_and_another_family_are_not_even_asked()
    {
        var wanted = Wanted("arm");
        wanted.Version = "Debian clang version 15.0.6";
        var gcc = Wanted("arm");
        gcc.Family = CompilerFamily.Gcc;
        Assert.That(Match(wanted), Is.Null);
        Assert.That(Match(gcc), Is.Null);
        Assert.That(_asked, Is.Empty);
    }

    [TestCase("-fplugin=x")]
    [TestCase("arm/../x")]
    [TestCase("arm x")]
    [TestCase("")]
    public void What_is_no_plain_name_never_reaches_a_command_line(string target)
    {
        Assert.That(Match(Wanted(target)), Is.Null);
        Assert.That(_asked, Is.Empty);
    }

    [Test]
    public void A_digest_or_language_that_differs_is_no_match_nor_is_a_clang_that_needs_an_assembler()
    {
        var other = Wanted("arm");
        other.Digest = Google.Protobuf.ByteString.CopyFrom(new byte[32]);
        Assert.That(Match(other), Is.Null);
        Assert.That(Match(Wanted("arm"), language: Language.ObjectiveCxx), Is.Null);
        _compilesAlone = false;
        Assert.That(Match(Wanted("avr")), Is.Null);
    }

    [Test]
    public void A_client_who_names_ever_new_targets_has_few_of_them_asked_in_a_minute()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.That(Match(Wanted($"arm{i}"), out var isUnknown) is null, Is.EqualTo(i >= ForeignTargets.MostAsked));
            Assert.That(isUnknown, Is.EqualTo(i >= ForeignTargets.MostAsked));
        }

        Assert.That(_asked, Has.Count.EqualTo(ForeignTargets.MostAsked));
        Assert.That(Match(Wanted("arm3")), Is.Not.Null, "what is known stays known");
        Assert.That(Match(Wanted("mine"), "another peer"), Is.Not.Null, "others have as many questions");
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.That(Match(Wanted("new")), Is.Not.Null);
    }

    [Test]
    public void What_was_not_asked_is_no_difference_between_compilers()
    {
        using var scratch = new Scratch();
        scratch.Write("bin/clang", "", executable: true);
        var catalog = new CompilerCatalog(
            new CompilerDirectories([scratch.Path + "/bin"], "", default),
            (path, target) => target is null
                ? new CatalogFinding(Clang("x86_64", alone: true), null)
                : Answer(path, target),
            _clock);
        catalog.Look();
        for (var i = 0; i < ForeignTargets.MostAsked; i++)
        {
            Assert.That(catalog.Choose(Wanted($"arm{i}"), Language.C, "peer", out _), Is.Null);
        }

        Assert.That(catalog.Choose(Wanted("new"), Language.C, "peer", out _), Is.EqualTo(new Refusal(
            RefusalReason.CompilerDiffers,
            "new",
            "the host does not query its clang for the target new: this client has caused 16 such queries within a "
                + "minute; try again in a minute")));
        Assert.That(catalog.Choose(Wanted("new"), Language.C, "another peer", out _), Is.Null);
    }

    [Test]
    public void Who_asks_what_this_host_offers_takes_no_questions_from_others()
    {
        for (var i = 0; i < 100; i++)
        {
            _ = _targets.All([Entry()], $"arm{i}", "curious").ToList();
        }

        Assert.That(_asked, Has.Count.EqualTo(ForeignTargets.MostAsked));
        Assert.That(Match(Wanted("mine")), Is.Not.Null);
    }

    [Test]
    public void What_others_need_is_not_driven_out()
    {
        Assert.That(Match(Wanted("mine")), Is.Not.Null);
        Flood("flood", minutes: 5);
        _asked.Clear();
        Assert.That(Match(Wanted("mine")), Is.Not.Null);
        Assert.That(_asked, Is.Empty, "by those of another peer");

        // And what is of no use goes first, whoever named it.
        _compilesAlone = false;
        Flood("vain", minutes: 5);
        _compilesAlone = true;
        _asked.Clear();
        Flood("sound", minutes: 1);
        Assert.That(Match(Wanted("mine")), Is.Not.Null);
        Assert.That(Match(Wanted("sound0")), Is.Not.Null);
        Assert.That(_asked, Has.Count.EqualTo(ForeignTargets.MostAsked), "mine and sound0 were known");
    }

    [Test]
    public async Task A_compiler_that_takes_its_time_keeps_nobody_else_waiting()
    {
        using var asked = new SemaphoreSlim(0);
        using var answers = new ManualResetEventSlim();
        var targets = new ForeignTargets(
            (path, target) =>
            {
                if (target == "slow")
                {
                    asked.Release();
                    answers.Wait(TimeSpan.FromMinutes(1));
                }

                return Answer(path, target);
            },
            _clock);
        var slow = Enumerable.Range(0, 2).Select(_ => Task.Run(
            () => targets.Match([Entry()], Wanted("slow"), Language.C, "peer", out var _))).ToList();
        Assert.That(await asked.WaitAsync(TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(targets.Match([Entry()], Wanted("arm"), Language.C, "peer", out _), Is.Not.Null);
        Assert.That(slow.Any(task => task.IsCompleted), Is.False);
        answers.Set();
        Assert.That(await Task.WhenAll(slow), Has.All.Not.Null);
        Assert.That(_asked, Is.EquivalentTo(new[] { "/usr/bin/clang arm", "/usr/bin/clang slow" }), "each once");
    }

    private void Flood(string names, int minutes)
    {
        for (var i = 0; i < minutes * ForeignTargets.MostAsked; i++)
        {
            if (i % ForeignTargets.MostAsked == 0)
            {
                _clock.Advance(TimeSpan.FromSeconds(61));
            }

            Match(Wanted($"{names}{i}"), "flood");
        }
    }

    private CatalogEntry? Match(CompilerFingerprint wanted, out bool isUnknown)
        => _targets.Match([Entry()], wanted, Language.C, "peer", out isUnknown);

    private CatalogEntry? Match(CompilerFingerprint wanted, string peer = "peer", Language language = Language.C)
        => _targets.Match([Entry()], wanted, language, peer, out _);

    private static CatalogEntry Entry()
        => new("clang", "/usr/bin/clang", default, Clang("x86_64", alone: true), null);

    private static Fingerprint Clang(string target, bool alone)
        => new(CompilerFamily.Clang, Version, target, Digest(target), [Language.C, Language.Cxx])
        {
            CompilesAlone = alone,
        };

    private static string Digest(string target)
        => Convert.ToHexStringLower(Sha256.Of(System.Text.Encoding.UTF8.GetBytes(target)));

    private static CompilerFingerprint Wanted(string target) => new()
    {
        Family = CompilerFamily.Clang,
        Version = Version,
        Target = target,
        Digest = Google.Protobuf.ByteString.CopyFrom(Convert.FromHexString(Digest(target))),
    };

    private CatalogFinding Answer(string path, string? target)
    {
        _asked.Add($"{path} {target}");
        return new CatalogFinding(Clang(target!, _compilesAlone), null);
    }
}
