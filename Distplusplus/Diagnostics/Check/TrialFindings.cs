using System.Globalization;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;

namespace Distplusplus.Diagnostics.Check;

/// <summary>The findings of <c>check</c> about trial compiles.</summary>
internal static class TrialFindings
{
    private const double Slow = 1_000_000;
    private const double Fast = 100_000_000;

    /// <summary>Merges equal failures of several compilers into one finding.</summary>
    public static IEnumerable<Finding> Of(HostAddress host, IReadOnlyList<TrialResult> trials)
        => trials.GroupBy(trial => trial is TrialResult.Failed failed ? failed.Trouble : trial.Compiler.Name)
            .SelectMany(alike =>
                Of(host, alike.First(), string.Join(", ", alike.Select(trial => trial.Compiler.Name))));

    private static IEnumerable<Finding> Of(HostAddress host, TrialResult trial, string names)
    {
        var (subject, name, path) = ($"{host}", trial.Compiler.Name, trial.Compiler.Path);
        switch (trial)
        {
            case TrialResult.Same same:
                yield return Finding.Ok(
                    subject,
                    $"{name}: a trial compile is identical to that of {path}, after "
                        + $"{HostTable.Milliseconds(same.There)} (locally {HostTable.Milliseconds(same.Here)})");
                if (same.BytesPerSecond is { } rate)
                {
                    yield return Throughput(subject, rate);
                }

                break;
            case TrialResult.Differs:
                yield return Finding.Problem(
                    subject,
                    $"{name}: a trial compile differs from that of {path}",
                    "the compilers identify themselves alike but differ: install both from the same package, and "
                        + "remove this host from `servers` until then");
                break;
            case TrialResult.NoRoom:
                yield return Finding.Warning(
                    subject, "it has no free slot for a trial compile", "try again when it is less busy");
                break;
            case TrialResult.Failed failed:
                yield return Finding.Problem(
                    subject, $"{names}: a trial compile failed: {failed.Trouble}", "see the log of the host");
                break;
            case TrialResult.FailsHere fails:
                yield return Finding.Problem(
                    name, $"{path} cannot compile seven lines of C: {NativeText.ForPeople(fails.Trouble)}",
                    "repair or reinstall the local compiler");
                break;
        }
    }

    private static Finding Throughput(string subject, double rate)
    {
        var shown = rate > Fast
            ? "more than 100 MB/s"
            : string.Create(CultureInfo.InvariantCulture, $"about {rate / 1_000_000:0.0} MB/s");
        return rate < Slow
            ? Finding.Warning(
                subject, $"the upload rate is {shown}",
                "an upload may take longer than a compile: use a host with a faster network")
            : Finding.Ok(subject, $"the upload rate is {shown}");
    }
}
