namespace Distplusplus.Server.Gate;

/// <summary>The verdict of the gate on an offer.</summary>
internal abstract record GateVerdict
{
    private GateVerdict()
    {
    }

    public sealed record Accepted(AcceptedJob Job) : GateVerdict;

    public sealed record Refused(Refusal Refusal) : GateVerdict;
}
