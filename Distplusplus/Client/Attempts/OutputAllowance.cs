namespace Distplusplus.Client.Attempts;

/// <summary>
/// The bytes that the outputs of one job may hold together, decoded: a few packed bytes of a host must not fill a disk.
/// Made by <see cref="JobReceiver"/>.
/// </summary>
internal sealed class OutputAllowance(long limit)
{
    private long _taken;

    /// <summary>Counts bytes that are about to be written.</summary>
    /// <exception cref="InvalidDataException">They are too many.</exception>
    public void Take(int bytes)
    {
        Check((ulong)bytes);
        _taken += bytes;
    }

    /// <inheritdoc cref="Take"/>
    public void Check(ulong bytes)
    {
        if (bytes > (ulong)(limit - _taken))
        {
            throw new InvalidDataException($"its outputs hold more than {limit >> 20} MiB");
        }
    }
}
