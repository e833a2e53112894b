using System.Diagnostics.Metrics;
using Distplusplus.Server.Metrics;

namespace Distplusplus.Tests.Server.Metrics;

/// <summary>What Prometheus reads, to the letter.</summary>
internal sealed class MetricsTextTests
{
    [Test]
    public void Counters_gauges_and_histograms_have_their_forms()
    {
        using var meter = new Meter("one");
        using var other = new Meter("two");
        var jobs = meter.CreateCounter<long>("jobs_total", description: "Jobs.");
        var seconds = meter.CreateHistogram(
            "run_seconds", null, "Time.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        var level = 7;
        meter.CreateObservableGauge("level", () => level, description: "Level.");
        using var text = new MetricsText(meter);
        var elsewhere = other.CreateCounter<long>("jobs_total");
        jobs.Add(2, KeyValuePair.Create<string, object?>("why", "a \"b\" \\ c\nd"));
        jobs.Add(1);
        jobs.Add(1);
        elsewhere.Add(100);
        seconds.Record(0.25);
        seconds.Record(0.75);
        seconds.Record(3.5);
        level = 5;
        Assert.That(text.Read(), Is.EqualTo("""
            # HELP jobs_total Jobs.
            # TYPE jobs_total counter
            jobs_total 2
            jobs_total{why="a \"b\" \\ c\\x0ad"} 2
            # HELP run_seconds Time.
            # TYPE run_seconds histogram
            run_seconds_bucket{le="0.5"} 1
            run_seconds_bucket{le="1"} 2
            run_seconds_bucket{le="+Inf"} 3
            run_seconds_sum 4.5
            run_seconds_count 3
            # HELP level Level.
            # TYPE level gauge
            level 5

            """));
    }

    [Test]
    public void What_is_observed_is_told_as_it_is_now()
    {
        using var meter = new Meter("one");
        var level = 7;
        meter.CreateObservableGauge("level", () => level);
        using var text = new MetricsText(meter);
        Assert.That(text.Read(), Does.EndWith("\nlevel 7\n"));
        level = 3;
        Assert.That(text.Read(), Does.EndWith("\nlevel 3\n"));
    }
}
