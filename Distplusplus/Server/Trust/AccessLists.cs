using System.Collections.Immutable;
using System.Net;
using Distplusplus.Configuration;
using Distplusplus.Platform.Limits;

namespace Distplusplus.Server.Trust;

/// <summary>The access lists of the settings. Replaced when the settings change.</summary>
/// <param name="Allowed">Names and fingerprints of certificates of the authority; empty: all of them.</param>
/// <param name="Users">With <paramref name="Groups"/>: who may come through a UNIX socket; both empty: all.</param>
internal sealed record AccessLists(
    ImmutableArray<string> Allowed,
    ImmutableArray<IPNetwork> Networks,
    ImmutableHashSet<uint> Users,
    ImmutableHashSet<uint> Groups)
{
    /// <exception cref="InvalidDataException">A user or group is unknown on this machine.</exception>
    public static AccessLists Of(ServerSettings settings) => new(
        settings.Tls.Allowed,
        [.. settings.Allow.Select(network => IPNetwork.Parse(network))],
        [.. settings.SocketUsers.Select(name => Accounts.User(name)
            ?? throw new InvalidDataException($"`socket_users`: there is no user {name}"))],
        [.. settings.SocketGroups.Select(name => Accounts.Group(name)
            ?? throw new InvalidDataException($"`socket_groups`: there is no group {name}"))]);

    /// <summary>The list whose end would let in all, where before only some might come; null: there is none.</summary>
    public string? OpensAfter(AccessLists before)
        => Allowed.IsEmpty && !before.Allowed.IsEmpty ? "allowed"
            : Networks.IsEmpty && !before.Networks.IsEmpty ? "allow"
            : HasUser(null) && !before.HasUser(null) ? "socket_users"
            : null;

    public bool HasNetworkOf(IPAddress address)
        => Networks.IsEmpty || Networks.Any(network => network.Contains(address));

    public bool HasUser(SocketUser? user)
        => (Users.IsEmpty && Groups.IsEmpty)
            || (user is not null && (Users.Contains(user.User) || user.Groups.Any(Groups.Contains)));
}
