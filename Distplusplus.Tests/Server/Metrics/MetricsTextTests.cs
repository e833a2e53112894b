using Distplusplus.Server.Metrics;

namespace Distplusplus.Tests.Server.Metrics;

/// <summary>What Prometheus reads, to the letter.</summary>
internal sealed class MetricsTextTests
{
    [Test]
    public void Counters_gauges_and_histograms_have_their_forms()
    {
        var seconds = new Histogram([0.5, 1]);
        seconds.Record(0.25);
        seconds.Record(0.75);
        seconds.Record(3.5);
        var text = new MetricsText();
        text.Counter("left_total", "Left.", 4);
        text.Counter("jobs_total", "Jobs.", "why", new Dictionary<string, long> { ["a"] = 2, ["b"] = 0 });
        text.Histogram("run_seconds", "Time.", seconds, "mode=\"x\"");
        text.Gauge("level", "Level.", 0.5);
        Assert.That($"{text}", Is.EqualTo("""
            # HELP left_total Left.
            # TYPE left_total counter
            left_total 4
            # HELP jobs_total Jobs.
            # TYPE jobs_total counter
            jobs_total{why="a"} 2
            jobs_total{why="b"} 0
            # HELP run_seconds Time.
            # TYPE run_seconds histogram
            run_seconds_bucket{mode="x",le="0.5"} 1
            run_seconds_bucket{mode="x",le="1"} 2
            run_seconds_bucket{mode="x",le="+Inf"} 3
            run_seconds_sum{mode="x"} 4.5
            run_seconds_count{mode="x"} 3
            # HELP level Level.
            # TYPE level gauge
            level 0.5

            """));
    }
}
