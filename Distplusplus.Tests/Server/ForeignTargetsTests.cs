using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;
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
            var found = _targets.Match([Entry()], Wanted("arm"), Language.C)!;
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
        Assert.That(_targets.Match([Entry()], wanted, Language.C), Is.Null);
        Assert.That(_targets.Match([Entry()], gcc, Language.C), Is.Null);
        Assert.That(_asked, Is.Empty);
    }

    [TestCase("-fplugin=x")]
    [TestCase("arm/../x")]
    [TestCase("arm x")]
    [TestCase("")]
    public void What_is_no_plain_name_never_reaches_a_command_line(string target)
    {
        Assert.That(_targets.Match([Entry()], Wanted(target), Language.C), Is.Null);
        Assert.That(_asked, Is.Empty);
    }

    [Test]
    public void A_digest_or_language_that_differs_is_no_match_nor_is_a_clang_that_needs_an_assembler()
    {
        var other = Wanted("arm");
        other.Digest = Google.Protobuf.ByteString.CopyFrom(new byte[32]);
        Assert.That(_targets.Match([Entry()], other, Language.C), Is.Null);
        Assert.That(_targets.Match([Entry()], Wanted("arm"), Language.ObjectiveCxx), Is.Null);
        _compilesAlone = false;
        Assert.That(_targets.Match([Entry()], Wanted("avr"), Language.C), Is.Null);
    }

    [Test]
    public void Clients_who_name_ever_new_targets_have_few_of_them_asked_in_a_minute()
    {
        for (var i = 0; i < 100; i++)
        {
            _targets.Match([Entry()], Wanted($"arm{i}"), Language.C);
        }

        Assert.That(_asked, Has.Count.EqualTo(16));
        Assert.That(_targets.Match([Entry()], Wanted("arm3"), Language.C), Is.Not.Null, "what is known stays known");
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.That(_targets.Match([Entry()], Wanted("new"), Language.C), Is.Not.Null);
    }

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
