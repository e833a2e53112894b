using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Distplusplus.Platform;

namespace Distplusplus.Server.Metrics;

/// <summary>One instrument's values, by their labels. Made by MetricsText, guarded by its lock.</summary>
internal sealed class MetricSeries(Instrument instrument, double[] bounds)
{
    private readonly SortedDictionary<string, Cell> _cells = new(StringComparer.Ordinal);

    private bool IsHistogram => bounds.Length > 0;

    /// <summary>Takes one measurement: added up, but for what is observed, which is as it is.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var key = Text(labels);
        if (!_cells.TryGetValue(key, out var cell))
        {
            _cells[key] = cell = new Cell(new long[bounds.Length]);
        }

        cell.Count++;
        cell.Sum = instrument.IsObservable ? value : cell.Sum + value;
        for (var i = 0; i < bounds.Length; i++)
        {
            cell.Below[i] += value <= bounds[i] ? 1 : 0;
        }
    }

    /// <summary>Forgets series that were observed earlier and may no longer exist.</summary>
    public void Forget()
    {
        if (instrument.IsObservable)
        {
            _cells.Clear();
        }
    }

    public void WriteTo(StringBuilder text)
    {
        var name = instrument.Name;
        var kind = IsHistogram ? "histogram" : instrument.IsObservable ? "gauge" : "counter";
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {kind}\n");
        foreach (var (labels, cell) in _cells)
        {
            if (!IsHistogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {cell.Sum}\n");
                continue;
            }

            var more = labels.Length == 0 ? "" : labels + ",";
            for (var i = 0; i < bounds.Length; i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"{name}_bucket{{{more}le=\"{bounds[i]}\"}} {cell.Below[i]}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{more}le=\"+Inf\"}} {cell.Count}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(labels)} {cell.Sum}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_count{Braced(labels)} {cell.Count}\n");
        }
    }

    private static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            var escaped = NativeText.ForPeople($"{value}").Replace("\\", "\\\\").Replace("\"", "\\\"");
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    private sealed class Cell(long[] below)
    {
        public long[] Below => below;

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
