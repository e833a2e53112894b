namespace Distplusplus.Server.Metrics;

/// <summary>Counts of values below each of some bounds. Guarded by whoever owns it.</summary>
internal sealed class Histogram(double[] bounds)
{
    private readonly long[] _below = new long[bounds.Length];

    public long Count { get; private set; }

    public double Sum { get; private set; }

    public IEnumerable<(double Bound, long Count)> Buckets => bounds.Zip(_below);

    public void Record(double value)
    {
        Count++;
        Sum += value;
        for (var i = 0; i < bounds.Length; i++)
        {
            _below[i] += value <= bounds[i] ? 1 : 0;
        }
    }
}
