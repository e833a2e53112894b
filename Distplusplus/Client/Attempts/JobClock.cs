namespace Distplusplus.Client.Attempts;

/// <summary>The timeouts of a job after the connection is established; connecting has its own failure.</summary>
internal enum JobClock
{
    /// <summary>From the offer to the grant.</summary>
    Slot,

    /// <summary>From the offer to the first message of a host that failed lately: it gets no second benefit.</summary>
    FirstWord,

    /// <summary>Since the last message of the host.</summary>
    Silence,

    /// <summary>Time since any of the data that is being sent last arrived at the host.</summary>
    Sending,

    /// <summary>From the grant to the end.</summary>
    Job,
}
