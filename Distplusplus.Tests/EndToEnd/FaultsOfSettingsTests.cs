using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Nothing is wrong at all, or a setting is: files, variables, no hosts.</summary>
internal sealed class FaultsOfSettingsTests : FaultFixture
{
    [Test]
    public void With_nothing_broken_all_is_well()
    {
        using var host = BuildHost.Start(Sandbox);
        var result = Check(new FarmClient(Sandbox, host.Address));
        // A machine that runs tests may be slow, and check says so.
        string[] slow = ["other work slows it down", "there and back", "the upload rate is"];
        Assert.That(
            result.Findings.Where(finding => !finding.StartsWith("ok ") && !Array.Exists(slow, finding.Contains)),
            Is.Empty);
        Assert.That(result.Findings, Has.Some.Match(
            $@"^ok {host.Address}: g\+\+: a trial compile is identical to that of /usr/bin/g\+\+, "
            + @"after [0-9.]+ ms \(locally [0-9.]+ ms\)"));
        Assert.That(
            result.Findings, Has.Some.Match($"^[a-z]+ {host.Address}: the upload rate is (about|more than) "));
        Assert.That(
            Directory.GetFileSystemEntries(Sandbox.Path("tmp")), Is.Empty, "check left its own files behind");
    }

    [Test]
    public void No_hosts()
        => Names(
            new FarmClient(Sandbox), 1,
            "warning hosts: no hosts are configured, everything is compiled locally → set "
            + "DISTPLUSPLUS_SERVERS=host:port, or write "
            + "servers = [\"host:port\"] to ~/.config/distplusplus/distplusplus.toml");

    [TestCase("DISTPLUSPLUS_CONFIG", "/no/such", 2,
        "problem configuration: DISTPLUSPLUS_CONFIG: the file /no/such does not exist → name an existing file, or "
        + "remove this setting")]
    [TestCase("DISTPLUSPLUS_SERVER", "a", 1,
        "warning configuration: DISTPLUSPLUS_SERVER: unknown environment variable → did you mean "
        + "`DISTPLUSPLUS_SERVERS`?")]
    [TestCase("_DISTPLUSPLUS_VISITED", "1.2", 2,
        "problem this machine: the variable _DISTPLUSPLUS_VISITED is set, so every compile is treated as one that "
            + "distplusplus started, and runs locally → unset _DISTPLUSPLUS_VISITED")]
    public void A_variable(string name, string value, int exitCode, string finding)
        => Names(new FarmClient(Sandbox).With(name, value), exitCode, finding);

    [TestCase("servers = a:1\n", "problem configuration: FILE:1:11: this is not TOML")]
    [TestCase("server = [\"a:1\"]\n",
        "warning configuration: FILE:1:10: unknown key `server` → did you mean `servers`?")]
    [TestCase("[serv]\nslots = 1\n",
        "warning configuration: FILE:1:2: unknown section `[serv]` → did you mean `[serve]`?")]
    [TestCase("[client]\nslots = 1\n",
        "warning configuration: FILE:1:2: unknown section `[client]` → the sections are [serve] and [tls], ")]
    [TestCase("compression_level = \"fast\"\n",
        "problem configuration: FILE:1:21: compression_level: \"fast\" is not valid → write a number from -7 to 19")]
    [TestCase("servers = [\"a:1,b:2\"]\n",
        "problem configuration: FILE:1:11: servers: \"a:1,b:2\" has a comma in it → separate hosts by blanks in "
        + "DISTPLUSPLUS_SERVERS, and quote each host in a file")]
    public void A_mistake_in_the_file(string text, string finding)
    {
        var file = Sandbox.Write("distplusplus.toml", text);
        Names(
            new FarmClient(Sandbox).With("DISTPLUSPLUS_CONFIG", file),
            finding.StartsWith("problem") ? 2 : 1,
            finding.Replace("FILE", file));
    }
}
