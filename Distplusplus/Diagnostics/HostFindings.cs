using System.Globalization;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics;

/// <summary>What <c>check</c> says of each host.</summary>
internal static class HostFindings
{
    public static IEnumerable<Finding> Of(HostReport report, IReadOnlyList<InstalledCompiler> compilers)
    {
        var host = report.Host.ToString();
        switch (report)
        {
            case HostReport.Failed failed:
                yield return Finding.Problem(host, failed.Failure.What[(host.Length + 2)..], failed.Failure.Cure);
                break;
            case HostReport.Answered answered:
                var description = answered.Description;
                var load = description.Load ?? new HostLoad();
                yield return Finding.Ok(host, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{description.Software}, slots {load.Running}/{description.Slots}, queue {load.Queued}, load "
                    + $"{load.LoadAverage:0.00}, round trip {HostTable.Milliseconds(answered.RoundTrip)}, compilers "
                    + $"{HostTable.Compilers(description)}"));
                foreach (var compiler in description.Compilers.Where(compiler => compiler.Trouble.Length > 0))
                {
                    yield return Finding.Warning(
                        host, $"its {compiler.Name} ({compiler.Path}) cannot be used: {compiler.Trouble}",
                        "mend the compiler there or take it from the host's list");
                }

                foreach (var finding in CompilerFindings.Of(answered, compilers))
                {
                    yield return finding;
                }

                break;
        }
    }
}
