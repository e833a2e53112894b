using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Configuration;

/// <summary>
/// The configuration file of a running build host, reloaded when it changes: access lists take effect at once,
/// everything else on the next start. Made by the serve command.
/// </summary>
/// <param name="seen">The file before the settings were read.</param>
internal sealed class SettingsFile(string path, FileIdentity? seen, Func<ServerConfiguration> read)
{
    private FileIdentity? _seen = seen;

    /// <summary>For people.</summary>
    public string Path => NativeText.ForPeople(path);

    /// <summary>As the system knows it.</summary>
    public string Name => path;

    /// <summary>True once for every change. A file that cannot be seen or is empty is about to be written.</summary>
    public bool HasChanged()
    {
        if (FileIdentity.Of(path) is not { Size: > 0 } now || now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }

    /// <exception cref="InvalidDataException">
    /// Something in it is wrong, be it a misspelt word: behind it may stand who must not come in.
    /// </exception>
    public ServerSettings Read()
    {
        var configuration = read();
        return configuration.Problems.FirstOrDefault() is { } problem ? throw new InvalidDataException(problem.Message)
            : FileIdentity.Of(path) != _seen ? throw new InvalidDataException($"{Path} is being written")
            : configuration.Settings;
    }
}
