using Distplusplus.Client.Records;

namespace Distplusplus.Tests.Client.Records;

/// <summary>What compiles leave for a summary.</summary>
internal sealed class CompileRecordsTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("dpp-records-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void What_is_written_is_read()
    {
        var host = new CompileRecord(CompileRecordKind.Host, s_noon, "build1:3633")
        {
            Took = TimeSpan.FromMilliseconds(46),
            Processor = TimeSpan.FromMicroseconds(29_123),
            Failures = 2,
            BuildSession = 77,
            Note = "a.c",
        };
        var local = new CompileRecord(CompileRecordKind.Local, s_noon, "no-host")
        {
            LacksRoom = true,
            Note = "one\ttwo\nthree \udc80",
        };
        CompileRecords.Append(_directory, host);
        CompileRecords.Append(_directory, local);
        Assert.That(CompileRecords.Read(_directory), Is.EqualTo(new[]
        {
            host, local with { Note = "one\\x09two\\x0athree \\x80" },
        }));
    }

    [Test]
    public void A_sentence_that_is_cut_shows_that_it_goes_on()
    {
        CompileRecords.Append(_directory, new CompileRecord(CompileRecordKind.Local, s_noon, "no-host")
        {
            Note = string.Concat(Enumerable.Repeat("a word ", 100)),
        });
        var note = CompileRecords.Read(_directory).Single().Note;
        Assert.That(note, Has.Length.LessThanOrEqualTo(300).And.Length.GreaterThan(290).And.EndsWith("…"));
    }

    [Test]
    public void Hundreds_at_the_same_time_lose_no_line()
    {
        Parallel.For(0, 500, i => CompileRecords.Append(
            _directory, new CompileRecord(CompileRecordKind.Host, s_noon, $"host{i}") { Note = new string('x', 150) }));
        Assert.That(
            CompileRecords.Read(_directory).Select(record => record.Where),
            Is.EquivalentTo(Enumerable.Range(0, 500).Select(i => $"host{i}")));
    }

    [Test]
    public void Files_are_bounded_and_the_latest_lines_are_kept()
    {
        var record = new CompileRecord(CompileRecordKind.Host, s_noon, "h") { Note = new string('x', 1000) };
        for (var i = 0; i < 30_000; i++)
        {
            CompileRecords.Append(_directory, record with { Failures = i });
        }

        var kept = CompileRecords.Read(_directory).Select(read => read.Failures).ToList();
        Assert.That(kept, Is.EqualTo(Enumerable.Range(30_000 - kept.Count, kept.Count)));
        Assert.That(kept, Has.Count.GreaterThan(6_000));
        Assert.That(
            Directory.GetFiles(_directory).Sum(file => new FileInfo(file).Length), Is.LessThan((4 << 20) + 1024));
    }

    [Test]
    public void Lines_of_another_make_are_left_out()
    {
        File.WriteAllText(
            $"{_directory}/compiles",
            "x\t1\t2\t3\t4\t5\t0\twhere\tnote\nhello\nh\t1\n\0\0\n"
                + "h\t1\t2\t3\t4\t5\tearlier\tn\nh\t1\t2\t3\t4\t5\t0\tw\tn\n");
        Assert.That(CompileRecords.Read(_directory).Single().Where, Is.EqualTo("w"));
        Assert.That(CompileRecords.Read(null), Is.Empty);
    }
}
