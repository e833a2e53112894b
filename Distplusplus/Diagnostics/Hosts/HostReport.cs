using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Trust;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>The result of querying one host.</summary>
internal abstract record HostReport
{
    private HostReport(HostAddress host) => Host = host;

    public HostAddress Host { get; }

    /// <summary>It answered.</summary>
    /// <param name="Connecting">From the first packet to the first answer.</param>
    /// <param name="RoundTrip">From question to answer on the connection that stands.</param>
    public sealed record Answered(
        HostAddress Address, HostDescription Description, TimeSpan Connecting, TimeSpan RoundTrip)
        : HostReport(Address)
    {
        /// <summary>
        /// The time by which its clock is ahead of ours; negative if behind. Null if it does not report the time.
        /// </summary>
        public TimeSpan? ClockSkew { get; init; }

        /// <summary>The time for which a compile here would wait for a heartbeat.</summary>
        public TimeSpan Patience { get; init; } = TimeSpan.MaxValue;

        /// <summary>Why we believe that it is this host.</summary>
        public HostTrust Trust { get; init; } = new HostTrust.PlainText();

        /// <summary>When its certificate expires; null: it showed none.</summary>
        public DateTimeOffset? Expires { get; init; }

        /// <summary>Whatever compiles hold against it is over: the next one may ask it at once.</summary>
        public void Forgive(HostStateCache known)
        {
            if (Description.Load?.Draining is not true)
            {
                known.Answered(Host, load: null);
            }
        }
    }

    /// <summary>It did not.</summary>
    public sealed record Failed(ConnectionFailure Failure) : HostReport(Failure.Host);
}
