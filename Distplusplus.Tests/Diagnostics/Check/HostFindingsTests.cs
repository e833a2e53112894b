using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Diagnostics.Check;

/// <summary>How a host is believed to be the one that is meant, and how long it will be.</summary>
internal sealed class HostFindingsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly HostTrust s_authority = new HostTrust.Authority("/etc/ca.pem");

    private static IEnumerable<TestCaseData> Protections()
    {
        KeyFingerprint.TryParse($"SHA256:{new string('A', 43)}", out var key);
        var pinned = new HostTrust.Pinned([new Pin("build1:3633", key!.Value, "/home/ann/known_hosts", 3)]);
        yield return new TestCaseData("127.0.0.1:3633", new HostTrust.PlainText(), "plain text on loopback");
        yield return new TestCaseData("unix:/run/host", new HostTrust.PlainText(), "a UNIX socket");
        yield return new TestCaseData("build1:3633", new HostTrust.PlainText(), "plain text");
        yield return new TestCaseData("build1:3633", s_authority, "TLS with the authority in /etc/ca.pem");
        yield return new TestCaseData("build1:3633", pinned, "TLS with the key pinned in /home/ann/known_hosts:3");
    }

    [TestCaseSource(nameof(Protections))]
    public void The_protection_of_the_connection_is_told(string host, object trust, string told)
        => Assert.That(
            HostFindings.Of(Report(host, (HostTrust)trust), []).First().Cause,
            Does.EndWith($", isolation bubblewrap, {told}"));

    [Test]
    public void Plain_text_beyond_this_machine_is_warned_of()
    {
        Assert.That(HostFindings.Of(Report("build1:3633", new HostTrust.PlainText()), []), Has.Member(Finding.Warning(
            "build1:3633", "nothing is encrypted: others on the network can read and change the traffic",
            "start it without --insecure-plaintext, then `distplusplus hosts pair build1:3633`")));
        foreach (var host in (string[])["127.0.0.1:3633", "unix:/run/host"])
        {
            Assert.That(
                HostFindings.Of(Report(host, new HostTrust.PlainText()), []).Select(finding => finding.Cause),
                Has.None.Contains("nothing is encrypted"));
        }
    }

    [Test]
    public void A_hosts_certificate_is_warned_of_in_its_last_two_weeks()
    {
        var findings = new CertificateFindings(new TlsSettings(), s_now);
        var last = Report("build1:3633", s_authority, s_now.AddDays(14).AddMinutes(-1));
        Assert.That(findings.OfHost(last), Is.EqualTo((Finding[])[Finding.Warning(
            "build1:3633", "its certificate expires on 2026-03-14 23:59 UTC",
            "renew it on the host; no restart is needed")]));
        Assert.That(findings.OfHost(Report("build1:3633", s_authority, s_now.AddDays(14))), Is.Empty);
        Assert.That(findings.Ours(), Is.Empty);
    }

    [TestCase(13, Severity.Warning, "expires on", "renew it: hosts reject expired client certificates")]
    [TestCase(-1, Severity.Problem, "expired on", "renew it: hosts reject expired client certificates")]
    [TestCase(20, Severity.Ok, "is valid until", "")]
    public void Our_own_certificate_is_looked_at(int days, object severity, string said, string cure)
    {
        using var sandbox = new Sandbox();
        using var authority = new TestAuthority(sandbox, "authority");
        var file = authority.Issue("client.pem", "client", (-30, days));
        var tls = new TlsSettings { Authority = authority.File, Certificate = file };
        var findings = new CertificateFindings(tls, DateTimeOffset.UtcNow).Ours().ToList();
        Assert.That(findings[0].Severity, Is.EqualTo(Severity.Ok));
        Assert.That(findings[0].Cause, Does.Match($"^{authority.File} is valid until [-0-9]+ [:0-9]+ UTC$"));
        Assert.That(findings[1].Severity, Is.EqualTo(severity));
        Assert.That(findings[1].Cause, Does.Match(
            $"^{file} {said} {DateTimeOffset.UtcNow.AddDays(days):yyyy-MM-dd} [:0-9]+ UTC$"));
        Assert.That(findings[1].Cure, Is.EqualTo(cure));
    }

    [Test]
    public void A_file_that_is_no_certificate_is_a_problem()
    {
        using var scratch = new Scratch();
        File.WriteAllText($"{scratch.Path}/c.pem", "nothing");
        var tls = new TlsSettings { Certificate = $"{scratch.Path}/c.pem" };
        Assert.That(new CertificateFindings(tls, s_now).Ours(), Is.EqualTo((Finding[])[Finding.Problem(
            "certificates", $"{scratch.Path}/c.pem contains no certificate in PEM",
            "correct it, or [tls] in the configuration of this machine")]));
    }

    private static HostReport.Answered Report(string host, HostTrust trust, DateTimeOffset? expires = null)
    {
        Assert.That(HostAddress.TryParse(host, out var address, out _));
        var description = new HostDescription { Software = "distplusplus 9.9.9", Slots = 2, Isolation = "bubblewrap" };
        return new HostReport.Answered(address!, description, TimeSpan.Zero, TimeSpan.Zero)
        {
            Trust = trust,
            Expires = expires,
        };
    }
}
