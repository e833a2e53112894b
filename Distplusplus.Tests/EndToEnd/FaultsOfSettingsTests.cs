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
        string[] slow = ["other work slows it down", "there and back", "sources go there with"];
        Assert.That(
            result.Findings.Where(finding => !finding.StartsWith("ok ") && !Array.Exists(slow, finding.Contains)),
            Is.Empty);
        Assert.That(result.Findings, Has.Some.Match(
            $@"^ok {host.Address}: g\+\+: a trial compile came back byte for byte as from /usr/bin/g\+\+, "
            + @"after [0-9.]+ ms \(here [0-9.]+ ms\)"));
        Assert.That(
            result.Findings, Has.Some.Match($"^[a-z]+ {host.Address}: sources go there with (about|more than) "));
        Assert.That(
            Directory.GetFileSystemEntries(Sandbox.Path("tmp")), Is.Empty, "check left its own files behind");
    }

    [Test]
    public void No_hosts()
        => Names(
            new FarmClient(Sandbox), 1,
            "warning hosts: no hosts are configured, everything is compiled here → set DISTPLUSPLUS_SERVERS=host:port, "
            + "or write servers = [\"host:port\"] into ~/.config/distplusplus/distplusplus.toml");

    [TestCase("DISTPLUSPLUS_CONFIG", "/no/such", 2,
        "problem configuration: DISTPLUSPLUS_CONFIG: there is no file /no/such → name one that exists, or leave this "
        + "out")]
    [TestCase("DISTPLUSPLUS_SERVER", "a", 1,
        "warning configuration: DISTPLUSPLUS_SERVER: no setting has this variable → did you mean "
        + "`DISTPLUSPLUS_SERVERS`?")]
    [TestCase("_DISTPLUSPLUS_VISITED", "1.2", 2,
        "problem this machine: the variable _DISTPLUSPLUS_VISITED is set, so every compile takes itself for one that "
        + "distplusplus has started, and stays here → unset _DISTPLUSPLUS_VISITED")]
    public void A_variable(string name, string value, int exitCode, string finding)
        => Names(new FarmClient(Sandbox).With(name, value), exitCode, finding);

    [TestCase("servers = a:1\n", "problem configuration: FILE:1:11: this is not TOML")]
    [TestCase("server = [\"a:1\"]\n",
        "warning configuration: FILE:1:10: `server` is no setting → did you mean `servers`?")]
    [TestCase("[serv]\nslots = 1\n",
        "warning configuration: FILE:1:2: `[serv]` is no section → did you mean `[serve]`?")]
    [TestCase("[client]\nslots = 1\n",
        "warning configuration: FILE:1:2: `[client]` is no section → the only ones are [serve] and [tls], ")]
    [TestCase("compression_level = \"fast\"\n",
        "problem configuration: FILE:1:21: compression_level: \"fast\" is not understood → write a number from -7 to "
        + "19")]
    [TestCase("servers = [\"a:1,b:2\"]\n",
        "problem configuration: FILE:1:11: servers: \"a:1,b:2\" has a comma in it → write blanks between hosts in "
        + "DISTPLUSPLUS_SERVERS, and each host in quotes of its own in a file")]
    public void A_mistake_in_the_file(string text, string finding)
    {
        var file = Sandbox.Write("distplusplus.toml", text);
        Names(
            new FarmClient(Sandbox).With("DISTPLUSPLUS_CONFIG", file),
            finding.StartsWith("problem") ? 2 : 1,
            finding.Replace("FILE", file));
    }
}
