namespace Distplusplus.Server.Slots;

/// <summary>Where a <see cref="SlotTicket"/> stands.</summary>
internal enum SlotState
{
    Waiting,
    Held,

    /// <summary>The host is going down.</summary>
    TurnedAway,

    /// <summary>The queue is full and somebody came who has less in it.</summary>
    Displaced,
}
