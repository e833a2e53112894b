using System.Globalization;
using System.Text;

namespace Distplusplus.Server.Metrics;

/// <summary>Text in the format of Prometheus, version 0.0.4. Made by HostMetrics.</summary>
/// <remarks>
/// Written here because nothing better is at hand: OpenTelemetry's exporters have no stable version, and prometheus-net
/// (AOT-clean, last released in January 2024) would make the binary, which starts for every compile, larger by 2.6 MB.
/// </remarks>
internal sealed class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <param name="labels">In the form of the text; empty: none.</param>
    public void Gauge(string name, string help, double value, string labels = "")
    {
        Begin(name, "gauge", help);
        Sample(labels.Length == 0 ? name : $"{name}{{{labels}}}", value);
    }

    public void Counter(string name, string help, double value)
    {
        Begin(name, "counter", help);
        Sample(name, value);
    }

    /// <param name="label">By which the values differ.</param>
    public void Counter(string name, string help, string label, IEnumerable<KeyValuePair<string, long>> values)
    {
        Begin(name, "counter", help);
        foreach (var (key, value) in values)
        {
            Sample($"{name}{{{label}=\"{key}\"}}", value);
        }
    }

    /// <inheritdoc cref="Gauge"/>
    public void Histogram(string name, string help, Histogram values, string labels = "")
    {
        Begin(name, "histogram", help);
        var (inside, more) = labels.Length == 0 ? ("", "") : ($"{{{labels}}}", $"{labels},");
        foreach (var (bound, count) in values.Buckets)
        {
            Sample(string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{more}le=\"{bound}\"}}"), count);
        }

        Sample($"{name}_bucket{{{more}le=\"+Inf\"}}", values.Count);
        Sample($"{name}_sum{inside}", values.Sum);
        Sample($"{name}_count{inside}", values.Count);
    }

    public override string ToString() => _text.ToString();

    private void Begin(string name, string kind, string help)
        => _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");

    private void Sample(string series, double value)
        => _text.Append(CultureInfo.InvariantCulture, $"{series} {value}\n");
}
