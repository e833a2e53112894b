using System.Diagnostics.Metrics;
using System.Text;

namespace Distplusplus.Server.Metrics;

/// <summary>
/// The text that Prometheus reads, version 0.0.4, of everything a meter measures. Made by StatusServers when there is
/// somebody to read it; adds up from then on.
/// </summary>
/// <remarks>
/// Written here because nothing better is at hand: OpenTelemetry's exporters have no stable version, and prometheus-net
/// (AOT-clean, last released in January 2024) would make the binary, which starts for every compile, larger by 2.6 MB.
/// </remarks>
internal sealed class MetricsText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly List<MetricSeries> _series = [];

    public MetricsText(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                var series = new MetricSeries(
                    instrument, [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? []]);
                _series.Add(series);
                listener.EnableMeasurementEvents(instrument, series);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, labels, series) => Take(value, labels, series));
        _listener.SetMeasurementEventCallback<long>((_, value, labels, series) => Take(value, labels, series));
        _listener.SetMeasurementEventCallback<double>((_, value, labels, series) => Take(value, labels, series));
        _listener.Start();
    }

    public string Read()
    {
        var text = new StringBuilder();
        lock (_lock)
        {
            _series.ForEach(series => series.Forget());
            _listener.RecordObservableInstruments();
            _series.ForEach(series => series.WriteTo(text));
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? series)
    {
        lock (_lock)
        {
            ((MetricSeries)series!).Take(value, labels);
        }
    }
}
