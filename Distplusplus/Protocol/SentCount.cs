namespace Distplusplus.Protocol;

/// <summary>
/// What went up on a connection: contents, offers, frames and headers. Made by who opens the channel.
/// </summary>
internal sealed class SentCount
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add(int bytes) => Interlocked.Add(ref _count, bytes);
}
