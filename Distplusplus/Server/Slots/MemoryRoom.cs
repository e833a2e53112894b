namespace Distplusplus.Server.Slots;

/// <summary>
/// Decides whether the free memory suffices for one more job, from the observed needs of jobs. Asked by
/// <see cref="SlotPool"/>.
/// </summary>
/// <param name="available">Bytes free now.</param>
internal sealed class MemoryRoom(Func<long> available)
{
    /// <summary>Before anything was learned: what an ordinary C++ unit takes.</summary>
    private const long FirstGuess = 200L << 20;

    /// <summary>Small jobs bring the need down slowly, a large one up at once.</summary>
    private const int Decay = 32;

    private long _need = FirstGuess;

    /// <summary>The estimated need of one job, in bytes.</summary>
    public long Need => Interlocked.Read(ref _need);

    /// <summary>A job has ended.</summary>
    /// <param name="peak">The largest resident set of its processes, bytes.</param>
    public void Learn(long peak)
    {
        var need = Need;
        Interlocked.Exchange(ref _need, peak > need ? peak : need + ((peak - need) / Decay));
    }

    /// <summary>
    /// True if another job may start in addition to those that run. One always may. Running jobs have on average used
    /// half of what they will need.
    /// </summary>
    public bool Bears(int running) => running == 0 || available() >= Need + (running * Need / 2);
}
