namespace Distplusplus.Server.Slots;

/// <summary>
/// Whether the host's free memory bears one more job, from what its jobs were seen to need. Made once by HostAssembly;
/// asked by <see cref="SlotPool"/>.
/// </summary>
/// <param name="available">Bytes free now.</param>
internal sealed class MemoryRoom(Func<long> available)
{
    /// <summary>Before anything was learned: what an ordinary C++ unit takes.</summary>
    private const long FirstGuess = 200L << 20;

    /// <summary>Small jobs bring the need down slowly, a large one up at once.</summary>
    private const int Decay = 32;

    private long _need = FirstGuess;

    /// <summary>What one job is taken to need, bytes.</summary>
    public long Need => Interlocked.Read(ref _need);

    /// <summary>A job has ended.</summary>
    /// <param name="peak">The largest resident set of its processes, bytes.</param>
    public void Learn(long peak)
    {
        var need = Need;
        Interlocked.Exchange(ref _need, peak > need ? peak : need + ((peak - need) / Decay));
    }

    /// <summary>
    /// Whether another job may start beside those that run. One always may. Those that run have on the average taken
    /// half of what they will need.
    /// </summary>
    public bool Bears(int running) => running == 0 || available() >= Need + (running * Need / 2);
}
