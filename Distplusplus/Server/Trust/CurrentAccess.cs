using Distplusplus.Configuration;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// The lists of who may come in, read again when the file of settings has changed; what cannot be used leaves the old
/// ones in place. Made by Admission.
/// </summary>
internal sealed class CurrentAccess
{
    private readonly SettingsFile? _file;
    private readonly Lock _lock = new();
    private AccessLists _lists;

    /// <param name="file">Null: the settings come from no file.</param>
    /// <exception cref="InvalidDataException">A user or group is unknown on this machine.</exception>
    public CurrentAccess(ServerSettings settings, SettingsFile? file)
    {
        _file = file;
        _lists = AccessLists.Of(settings);
    }

    public AccessLists Lists(ILogger logger)
    {
        lock (_lock)
        {
            if (_file is null || !_file.HasChanged())
            {
                return _lists;
            }

            try
            {
                var lists = AccessLists.Of(_file.Read());
                if (lists.OpensAfter(_lists) is { } list)
                {
                    throw new InvalidDataException(
                        $"{_file.Path} has no `{list}` any more, which would let all in: if you mean it, restart");
                }

                _lists = lists;
                logger.AccessRenewed(_file.Path);
            }
            catch (InvalidDataException e)
            {
                logger.AccessNotRenewed(e.Message);
            }

            return _lists;
        }
    }
}
