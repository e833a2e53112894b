using System.Net;
using Distplusplus.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Judges every call before a service hears of it, and now and then those that are under way. Whoever may not come in
/// is told why as a gRPC status. Made by the container, one per host.
/// </summary>
/// <param name="calls">How many each peer has open.</param>
internal sealed class CallAuthorization(
    AccessPolicy policy, PerPeerCounter calls, RejectedConnectionLog rejected, ILogger logger)
{
    private readonly OpenCalls _open = new(caller => policy.Judge(caller, logger));

    /// <summary>Ends what those have open who were let in and would not be now.</summary>
    public void Review() => _open.Review();

    public async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        // What did not come through our listener is not to be let in.
        var caller = context.Features.Get<Caller>() ?? throw new InvalidOperationException("a call of nobody");
        caller.HasCalled = true;
        if (policy.Judge(caller, logger) is { } stranger)
        {
            Refuse(context, caller, stranger);
        }
        else if (!calls.TryEnter(caller.Origin))
        {
            Refuse(context, caller, new Denial(
                StatusCode.ResourceExhausted,
                $"it has {calls.Most} calls open, the limit for one peer",
                "`peer_connections` in [serve] sets the limit")
            {
                MostCalls = calls.Most,
            });
        }
        else
        {
            try
            {
                if (await _open.FollowAsync(context, caller, next) is { } denial)
                {
                    Refuse(context, caller, denial);
                }
            }
            finally
            {
                calls.Leave(caller.Origin);
            }
        }
    }

    /// <summary>Decides whether an address may read pages and metrics.</summary>
    public bool MayLook(IPEndPoint looker)
    {
        var caller = Caller.At(looker);
        if (policy.JudgeLooker(caller.Address!, logger) is not { } denial)
        {
            return true;
        }

        rejected.Refused(caller.Peer, caller.Origin, denial.Why, denial.Cure);
        return false;
    }

    private void Refuse(HttpContext context, Caller caller, Denial denial)
    {
        rejected.Refused(caller.Peer, caller.Origin, denial.Why, denial.Cure);
        var answer = context.Response;
        if (!answer.HasStarted)
        {
            answer.ContentType = "application/grpc";
        }

        var last = answer.HasStarted ? context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : answer.Headers;
        last.GrpcStatus = $"{(int)denial.Status}";
        last.GrpcMessage = Uri.EscapeDataString(denial.Why);
        if (denial.MostCalls is { } most)
        {
            last[ConnectionFailure.MostCalls] = $"{most}";
        }
    }
}
