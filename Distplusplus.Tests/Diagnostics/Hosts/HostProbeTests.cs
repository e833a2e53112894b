using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;
using Google.Protobuf;

namespace Distplusplus.Tests.Diagnostics.Hosts;

internal sealed class HostProbeTests
{
    private static readonly byte[] s_digest = [.. Enumerable.Repeat((byte)0xAB, 32)];

    [Test]
    public async Task An_answer_that_is_too_long_is_none()
    {
        var description = Description();
        description.Machine = new string('x', 64 << 20);
        await using var host = await FakeHost.StartAsync(description);
        Assert.That(
            ((HostReport.Failed)(await AskAsync(host.Address))[0]).Failure.What,
            Is.EqualTo($"{host.Address}: the host reports an error "
                + "(Received message exceeds the maximum configured message size.)"));
    }

    [Test]
    public async Task A_host_that_answers_is_one_line()
    {
        await using var host = await FakeHost.StartAsync(Description());
        var lines = HostTable.Lines(await AskAsync(host.Address)).ToList();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines[0], Does.Match("^HOST +STATE +SLOTS +QUEUE +LOAD +SPEED +ROUND TRIP +VERSION +COMPILERS$"));
        Assert.That(lines[1], Does.Match(
            $@"^{host.Address}  full   3/8    2      1.50  -      \d+(\.\d)? ms +"
            + "distplusplus 9.9.9  gcc 12.2.0, clang 14.0.6$"));
    }

    [Test]
    public async Task Check_says_the_same_and_names_what_cannot_be_used()
    {
        await using var host = await FakeHost.StartAsync(Description());
        var findings = HostFindings.Of((await AskAsync(host.Address))[0], []).ToList();
        Assert.That(findings[0].Severity, Is.EqualTo(Severity.Ok));
        Assert.That(findings[0].Cause, Does.Match(
            @"^distplusplus 9.9.9, slots 3/8, queue 2, load 1.50, round trip \d+(\.\d)? ms, "
            + "compilers gcc 12.2.0, clang 14.0.6, isolation unknown, a UNIX socket$"));
        Assert.That(findings, Does.Contain(Finding.Warning(
            $"{host.Address}", "its g++ (/usr/bin/g++) cannot be used: it has no cc1plus",
            "repair the compiler on the host, or remove it from the host's list")));
    }

    [Test]
    public async Task A_host_of_another_major_version_is_no_host_for_us()
    {
        var description = Description();
        description.Version.Major = 2;
        await using var host = await FakeHost.StartAsync(description);
        Assert.That(
            ((HostReport.Failed)(await AskAsync(host.Address))[0]).Failure.Sentence,
            Is.EqualTo($"{host.Address}: the host speaks another version of the protocol (it speaks 2.0, we 1.0): "
                + "install the same distplusplus on both machines"));
    }

    [Test]
    public async Task Hosts_that_do_not_answer_stand_among_those_that_do()
    {
        await using var host = await FakeHost.StartAsync(Description());
        var missing = new HostAddress(HostAddressKind.UnixSocket, "/nonexistent", 0);
        var lines = HostTable.Lines(await AskAsync(missing, host.Address)).ToList();
        Assert.That(lines, Has.Count.EqualTo(3));
        Assert.That(lines[1], Is.EqualTo("unix:/nonexistent".PadRight(host.Address.ToString().Length)
            + "  down   the socket does not exist: is `distplusplus serve` running, and does it listen at this path?"));
        Assert.That(lines[2], Does.StartWith($"{host.Address}  full   3/8"));
    }

    [Test]
    public async Task A_host_speaks_JSON_too()
    {
        await using var host = await FakeHost.StartAsync(Description());
        var json = ReportJson.Hosts(await AskAsync(host.Address));
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var shown = document.RootElement[0];
        Assert.That(shown.GetProperty("host").GetString(), Is.EqualTo($"{host.Address}"));
        Assert.That(shown.GetProperty("answers").GetBoolean(), Is.True);
        Assert.That(shown.GetProperty("slots").GetInt32(), Is.EqualTo(8));
        Assert.That(shown.GetProperty("running").GetInt32(), Is.EqualTo(3));
        Assert.That(shown.GetProperty("load_average").GetDouble(), Is.EqualTo(1.5));
        Assert.That(
            shown.GetProperty("compilers")[0].GetProperty("digest").GetString(),
            Is.EqualTo(Convert.ToHexStringLower(s_digest)));
        Assert.That(json, Does.Not.Contain("null"));
    }

    private static Task<HostReport[]> AskAsync(params HostAddress[] hosts)
        => new HostProbe(new ClientSettings(), TimeProvider.System).AskAllAsync(hosts, CancellationToken.None);

    private static HostDescription Description() => new()
    {
        Software = "distplusplus 9.9.9",
        Version = new ProtocolVersion { Major = 1 },
        Slots = 8,
        Load = new HostLoad { Slots = 8, Running = 3, Queued = 2, LoadAverage = 1.5 },
        Compilers =
        {
            Offered("gcc", "gcc version 12.2.0 (Debian 12.2.0-14)", CompilerFamily.Gcc, ""),
            Offered("clang", "Debian clang version 14.0.6", CompilerFamily.Clang, ""),
            Offered("g++", "gcc version 12.2.0 (Debian 12.2.0-14)", CompilerFamily.Gcc, "it has no cc1plus"),
        },
    };

    [Test]
    public void Many_compilers_are_told_by_machine_and_family()
    {
        var description = Description();
        description.Compilers.Add(Offered("gcc-11", "gcc version 11.3.0 (Debian 11.3.0-12)", CompilerFamily.Gcc, ""));
        description.Compilers.Add(Offered("clang-9", "Debian clang version 9.0.1-16", CompilerFamily.Clang, ""));
        Assert.That(HostTable.Compilers(description), Is.EqualTo("gcc 11.3.0 12.2.0, clang 9.0.1 14.0.6"));
        var foreign = Offered("a-gcc", "gcc version 12.2.0 (Debian 12.2.0-14)", CompilerFamily.Gcc, "");
        foreign.Fingerprint.Target = "aarch64-linux-gnu";
        description.Compilers.Add(foreign);
        Assert.That(
            HostTable.Compilers(description),
            Is.EqualTo("aarch64: gcc 12.2.0; x86_64: gcc 11.3.0 12.2.0, clang 9.0.1 14.0.6"));
        description.Compilers.Clear();
        Assert.That(HostTable.Compilers(description), Is.EqualTo("none"));
    }

    private static OfferedCompiler Offered(string name, string version, CompilerFamily family, string trouble) => new()
    {
        Name = name,
        Path = $"/usr/bin/{name}",
        Trouble = trouble,
        Fingerprint = new CompilerFingerprint
        {
            Family = family,
            Version = version,
            Target = "x86_64-linux-gnu",
            Digest = ByteString.CopyFrom(s_digest),
        },
    };
}
