using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Trust;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Root compiles for nobody: a host that root starts becomes another user before it opens anything. Asked once, by the
/// serve command.
/// </summary>
internal static class HostUser
{
    private const string OwnUser = "distplusplus";
    private const string LastResort = "nobody";
    private const string SystemCache = "/var/cache";
    private const uint OwnerOnly = 0x1C0; // 0700

    /// <summary>The user that compilers run as, for people.</summary>
    public static string Described()
        => Libc.EffectiveUser() == UserAccount.Root
            ? "ROOT (--user root): compilers run with root privileges"
            : UserAccount.NameOf(Libc.EffectiveUser());

    /// <returns>Null: the host may start; else why not and what to do.</returns>
    public static string? Become(ServerSettings settings)
    {
        var now = Libc.EffectiveUser();
        if (now != UserAccount.Root)
        {
            return settings.User is not { } asked || UserAccount.Find(asked)?.Id == now
                ? null
                : $"cannot switch to the user {asked}: only root can, and this is {UserAccount.NameOf(now)}; "
                    + "start the host as root or remove the setting";
        }

        var name = settings.User ?? (UserAccount.Find(OwnUser) is null ? LastResort : OwnUser);
        if (UserAccount.Find(name) is not { } account)
        {
            return settings.User is null
                ? $"root must not run compilers for others, and there is no user {OwnUser} or {LastResort} to switch "
                    + $"to: create one (useradd --system {OwnUser}) or name one (--user NAME)"
                : $"there is no user {name}: create it (useradd --system {name}), or name another one (--user)";
        }

        if (account.Id == UserAccount.Root)
        {
            return null;
        }

        try
        {
            Prepare(settings, account);
        }
        catch (NativeFileException cannot)
        {
            return $"cannot create the directories of the user {name}: {cannot.Message}";
        }

        if (account.Become() is not 0 and var error)
        {
            return $"cannot switch to the user {name}: {Libc.Describe(error)}; start the host as that user instead";
        }

        // Root's may be its own (pam_tmpdir): as with its home, what its environment says is not this user's.
        if (NativeEnvironment.Get("TMPDIR") is { Length: > 0 } temporary && !NativeFile.MayMakeIn(temporary))
        {
            NativeEnvironment.Set("TMPDIR", null);
        }

        return null;
    }

    // What root's own environment says of homes and caches is not this user's.
    private static void Prepare(ServerSettings settings, UserAccount account)
    {
        NativeEnvironment.Set("HOME", account.Home);
        NativeEnvironment.Set("USER", account.Name);
        NativeEnvironment.Set("LOGNAME", account.Name);
        NativeEnvironment.Set("XDG_RUNTIME_DIR", null);
        NativeEnvironment.Set("XDG_CACHE_HOME", SystemCache);
        if (ListenProtections.Of(settings) == ListenProtection.Tls && settings.Tls.Directory is { } keys)
        {
            MakeFor(account, keys);
        }

        if (settings.TemporaryDirectory is { } jobs)
        {
            MakeFor(account, jobs);
        }

        if (settings.StoreDirectory is { } store)
        {
            MakeFor(account, store);
        }
        else if (NativeEnvironment.Get("CACHE_DIRECTORY") is not { Length: > 0 })
        {
            MakeFor(account, $"{SystemCache}/distplusplus");
        }
    }

    private static void MakeFor(UserAccount account, string directory)
    {
        if (FileIdentity.Of(directory) is null)
        {
            NativeFile.MakeDirectories(directory[..directory.LastIndexOf('/')], 0x1ED);
            NativeFile.MakeDirectory(directory, OwnerOnly);
            account.TakeOver(directory);
        }
    }
}
