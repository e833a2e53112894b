using System.Globalization;
using Distplusplus.Client.Hosts;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>The farm as <c>hosts</c> shows it: one line for each host.</summary>
internal static class HostTable
{
    private static readonly string[] Titles =
        ["HOST", "STATE", "SLOTS", "QUEUE", "LOAD", "SPEED", "ROUND TRIP", "VERSION", "COMPILERS"];

    /// <summary>
    /// Formats one line per host; a host that did not answer has its reason instead of columns. Failures that compiles
    /// on this machine remember follow below.
    /// </summary>
    /// <param name="columns">Room for a line.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<HostReport> reports, HostStateCache? known = null, int columns = int.MaxValue)
    {
        var speeds = new HostSpeeds(known, [.. reports.Select(report => report.Host)]);
        var rows = reports.OfType<HostReport.Answered>().Select(answered => Row(answered, speeds)).Prepend(Titles)
            .ToList();
        var widths = Enumerable.Range(0, Titles.Length).Select(i => rows.Max(row => row[i].Length)).ToArray();
        widths[0] = Math.Max(widths[0], reports.Select(report => report.Host.ToString().Length).DefaultIfEmpty().Max());
        if (rows.Count > 1)
        {
            yield return NarrowText.Cut(Line(Titles, widths), columns);
        }

        foreach (var report in reports)
        {
            IEnumerable<string> told = report switch
            {
                HostReport.Answered answered => [NarrowText.Cut(Line(Row(answered, speeds), widths), columns)],
                HostReport.Failed failed => NarrowText.Wrap(
                    $"{report.Host.ToString().PadRight(widths[0])}  {HostHealth.Down.PadRight(widths[1])}  ",
                    Reason(failed.Failure),
                    columns),
                _ => throw new InvalidOperationException($"{report.GetType()} is no report"),
            };
            var remembered = KnownHost.Sentence(report.Host, known) is { } sentence
                ? NarrowText.Wrap("  ", sentence, columns)
                : [];
            foreach (var line in told.Concat(remembered))
            {
                yield return line;
            }
        }
    }

    /// <summary>
    /// "gcc 11.3.0 12.2.0, clang 14.0.6", each once whatever its names; where a host compiles for several machines
    /// "aarch64: gcc 12.2.0; x86_64: …". Those that cannot be used are left out.
    /// </summary>
    public static string Compilers(HostDescription description)
    {
        // clang has a word of its own for the vendor: the machine is what comes before the first dash.
        var machines = description.Compilers
            .Where(compiler => compiler.Trouble.Length == 0 && compiler.Fingerprint is not null)
            .Select(compiler => compiler.Fingerprint)
            .GroupBy(print => print.Target.Split('-')[0])
            .OrderBy(machine => machine.Key, StringComparer.Ordinal)
            .Select(machine => (Name: machine.Key, Compilers: Families(machine)))
            .ToList();
        return machines switch
        {
            [] => "none",
            [var one] => one.Compilers,
            _ => string.Join("; ", machines.Select(machine => $"{machine.Name}: {machine.Compilers}")),
        };
    }

    private static string Families(IEnumerable<CompilerFingerprint> compilers)
        => string.Join(", ", compilers.GroupBy(print => print.Family).OrderBy(family => family.Key).Select(family =>
            $"{CompilerFindings.FamilyName(family.Key)} "
            + string.Join(' ', family.Select(print => ShortVersion(print.Version)).Distinct()
                .OrderBy(version => Version.TryParse(version, out var number) ? number : new Version()))));

    /// <summary>The number in "gcc version 12.2.0 (Debian 12.2.0-14+deb12u1)".</summary>
    private static string ShortVersion(string version)
        => version.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => char.IsAsciiDigit(word[0])) is { } number
                ? number[..(number.AsSpan().IndexOfAnyExcept("0123456789.") is >= 0 and var end ? end : number.Length)]
                : version;

    /// <summary>"0.8 ms", "12 ms".</summary>
    public static string Milliseconds(TimeSpan span)
        => span.TotalMilliseconds.ToString(
            span.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    private static string Reason(ConnectionFailure failure)
        // The sentence begins with the host, which stands in the first column already.
        => failure.Sentence[$"{failure.Host}: ".Length..];

    private static string[] Row(HostReport.Answered answered, HostSpeeds speeds)
    {
        var load = answered.Description.Load ?? new HostLoad { Slots = answered.Description.Slots };
        return
        [
            answered.Host.ToString(),
            HostHealth.Name(load),
            string.Create(CultureInfo.InvariantCulture, $"{load.Running}/{answered.Description.Slots}"),
            load.Queued.ToString(CultureInfo.InvariantCulture),
            load.LoadAverage.ToString("0.00", CultureInfo.InvariantCulture),
            speeds.Text(answered.Host),
            Milliseconds(answered.RoundTrip),
            answered.Description.Software,
            Compilers(answered.Description),
        ];
    }

    private static string Line(string[] row, int[] widths)
        => string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();
}
