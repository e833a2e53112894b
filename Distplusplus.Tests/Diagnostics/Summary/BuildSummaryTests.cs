using Distplusplus.Client.Records;
using Distplusplus.Diagnostics.Summary;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Diagnostics.Summary;

/// <summary>What is told of a build from its records.</summary>
internal sealed class BuildSummaryTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_build_is_told_by_host_and_by_reason()
    {
        CompileRecord[] records =
        [
            AtHost(10, "build1:3633"), AtHost(12, "build1:3633"), AtHost(14, "build2:3633", failures: 1),
            Here(15, "configure-probe", "conftest.c: it is a probe"), Here(16, "no-host", "a.c: nobody"),
            Here(17, "no-host", "b.c: nobody"), Here(20, "linking", "?"),
            new CompileRecord(CompileRecordKind.NotCompiled, s_noon.AddSeconds(21), "no-host") { Note = "c.c: none" },
        ];
        Assert.That(Text(records), Is.EqualTo("""
            12:00:08 to 12:00:21 (13 s): 7 compiles, 3 on hosts, 3 local, 1 not compiled; 1 link local
              build1:3633           2  compilers used 8.0 s of processor time
              build2:3633           1  compilers used 4.0 s of processor time
              no-host               2  local; the last: b.c: nobody
              configure-probe       1  local; the last: conftest.c: it is a probe
              no-host               1  not compiled; the last: c.c: none
            retried on another host: 1 compile; `distplusplus hosts` shows the failures
            saved: about 3.0 s, as much as 12 s of processor time would take on the 4 processors here
            """));
    }

    [Test]
    public void Hosts_of_this_machine_save_nothing()
        => Assert.That(Text([AtHost(2, "127.0.0.1:3633"), AtHost(3, "unix:/run/socket")]), Does.EndWith(
            "\nsaved: nothing, all hosts are on this machine (or behind a tunnel, which does not count)"));

    [Test]
    public void The_last_pause_ends_what_is_counted()
    {
        CompileRecord[] records =
        [
            Here(0, "no-hosts", "long ago"), AtHost(30, "a:1"), AtHost(85, "a:1"),
            // Began 61 s after the end of the one before, for all that it was written much later.
            AtHost(400, "a:1") with { Took = TimeSpan.FromSeconds(254) },
            AtHost(401, "a:1"), Here(460, "linking", "?"),
        ];
        Assert.That(
            BuildSummary.SincePause(records, TimeSpan.FromMinutes(1))
                .Select(record => (record.At - s_noon).TotalSeconds),
            Is.EqualTo(new[] { 460, 401, 400 }));
        Assert.That(
            BuildSummary.SincePause(records[..3], TimeSpan.FromMinutes(1)), Has.Count.EqualTo(3));
    }

    [Test]
    public void A_local_compile_that_takes_its_time_is_no_pause()
    {
        CompileRecord[] records =
        [
            AtHost(0, "a:1") with { BuildSession = 7 }, Here(5, "linking", "before") with { BuildSession = 6 },
            AtHost(300, "a:1") with { BuildSession = 7 },
            Here(310, "linking", "three minutes of it") with { BuildSession = 7 },
            AtHost(500, "a:1") with { BuildSession = 7 },
        ];
        Assert.That(
            BuildSummary.SincePause(records, TimeSpan.FromMinutes(1))
                .Select(record => (record.At - s_noon).TotalSeconds),
            Is.EqualTo(new[] { 500, 310, 300 }));
    }

    [Test]
    public void Without_records_there_is_nothing_to_tell()
        => Assert.That(BuildSummary.Of([]), Is.Null);

    private static CompileRecord AtHost(int second, string host, int failures = 0)
        => new(CompileRecordKind.Host, s_noon.AddSeconds(second), host)
        {
            Took = TimeSpan.FromSeconds(2),
            Processor = TimeSpan.FromSeconds(4),
            Failures = failures,
        };

    private static CompileRecord Here(int second, string reason, string note)
        => new(CompileRecordKind.Local, s_noon.AddSeconds(second), reason) { Note = note };

    private static string Text(CompileRecord[] records)
        => string.Join('\n', SummaryText.Lines(BuildSummary.Of(records)!, processors: 4, TimeZoneInfo.Utc));
}
