using System.Globalization;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;

namespace Distplusplus.Diagnostics.Check;

/// <summary>What <c>check</c> says of trial compiles.</summary>
internal static class TrialFindings
{
    private const double Slow = 1_000_000;
    private const double Fast = 100_000_000;

    /// <summary>What fails alike with several compilers is told once.</summary>
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
                    $"{name}: a trial compile came back byte for byte as from {path}, after "
                        + $"{HostTable.Milliseconds(same.There)} (here {HostTable.Milliseconds(same.Here)})");
                if (same.BytesPerSecond is { } rate)
                {
                    yield return Throughput(subject, rate);
                }

                break;
            case TrialResult.Differs:
                yield return Finding.Problem(
                    subject,
                    $"{name}: a trial compile came back different from what {path} makes here",
                    "the compilers say the same of themselves and are not the same: install both from the same "
                        + "package, and take this host out of `servers` until then");
                break;
            case TrialResult.NoRoom:
                yield return Finding.Warning(
                    subject, "it has no room for a trial compile", "try again when it is less busy");
                break;
            case TrialResult.Failed failed:
                yield return Finding.Problem(
                    subject, $"{names}: a trial compile failed: {failed.Trouble}", "look at the host's log");
                break;
            case TrialResult.FailsHere fails:
                yield return Finding.Problem(
                    name, $"{path} cannot compile seven lines of C: {NativeText.ForPeople(fails.Trouble)}",
                    "mend or reinstall the compiler of this machine");
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
                subject, $"sources go there with {shown}",
                "sending may take longer than compiling: use a host with a faster network between")
            : Finding.Ok(subject, $"sources go there with {shown}");
    }
}
