using Distplusplus.Configuration;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// The lists of who may come in, read again when the file of settings has changed; what cannot be used leaves the old
/// ones in place. Made by AccessPolicy.
/// </summary>
internal sealed class CurrentAccess
{
    private readonly SettingsFile? _file;
    private readonly Func<ServerSettings, AccessLists> _listsOf;
    private readonly Lock _lock = new();
    private AccessLists _lists;
    private int _changes;
    private int _taken;

    /// <param name="file">Null: the settings come from no file.</param>
    /// <param name="listsOf">Asks for users and groups, which may take its time.</param>
    /// <exception cref="InvalidDataException">A user or group is unknown on this machine.</exception>
    public CurrentAccess(ServerSettings settings, SettingsFile? file, Func<ServerSettings, AccessLists> listsOf)
    {
        _file = file;
        _listsOf = listsOf;
        _lists = listsOf(settings);
    }

    public AccessLists Lists(ILogger logger)
    {
        int change;
        ServerSettings settings;
        lock (_lock)
        {
            if (_file is null || !_file.HasChanged())
            {
                return _lists;
            }

            try
            {
                change = ++_changes;
                if (AccessFiles.Objection(_file.Name) is { } objection)
                {
                    throw new InvalidDataException(objection);
                }

                settings = _file.Read();
                if (settings.SocketUsers.IsEmpty && settings.SocketGroups.IsEmpty)
                {
                    Take(_listsOf(settings), change, logger);
                    return _lists;
                }
            }
            catch (InvalidDataException e)
            {
                logger.AccessNotRenewed(e.Message);
                return _lists;
            }
        }

        return AskForNames(settings, change, logger);
    }

    /// <summary>A directory service may be slow to answer; meanwhile all others go by the old lists.</summary>
    /// <param name="change">Not taken once a later one is; one that cannot be used puts no other aside.</param>
    private AccessLists AskForNames(ServerSettings settings, int change, ILogger logger)
    {
        try
        {
            var lists = _listsOf(settings);
            lock (_lock)
            {
                if (change > _taken)
                {
                    Take(lists, change, logger);
                }
            }
        }
        catch (InvalidDataException e)
        {
            logger.AccessNotRenewed(e.Message);
        }

        lock (_lock)
        {
            return _lists;
        }
    }

    private void Take(AccessLists lists, int change, ILogger logger)
    {
        if (lists.OpensAfter(_lists) is { } list)
        {
            throw new InvalidDataException(
                $"{_file!.Path} no longer has `{list}`, which would admit everyone: restart the host to apply that");
        }

        (_lists, _taken) = (lists, change);
        logger.AccessRenewed(_file!.Path);
    }
}
