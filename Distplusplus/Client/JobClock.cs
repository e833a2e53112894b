namespace Distplusplus.Client;

/// <summary>The clocks of a job after the connection stands; connecting has its own failure.</summary>
internal enum JobClock
{
    /// <summary>From the offer to the grant.</summary>
    Slot,

    /// <summary>Since the last message of the host.</summary>
    Silence,

    /// <summary>From the grant to the end.</summary>
    Job,
}
