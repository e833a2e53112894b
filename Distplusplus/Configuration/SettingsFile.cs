using Distplusplus.Platform;

namespace Distplusplus.Configuration;

/// <summary>
/// The file a build host's settings came from, to be read once more when it changes: who may come in holds at once,
/// all else at the next start. Made by the serve command.
/// </summary>
internal sealed class SettingsFile(string path, Func<ServerConfiguration> read)
{
    private FileIdentity? _seen = FileIdentity.Of(path);

    public string Path => NativeText.ForPeople(path);

    /// <summary>True once for every change. A file that cannot be seen is about to be replaced, or gone.</summary>
    public bool HasChanged()
    {
        if (FileIdentity.Of(path) is not { } now || now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }

    /// <exception cref="InvalidDataException">Something in it is not understood.</exception>
    public ServerSettings Read()
    {
        var configuration = read();
        return configuration.Problems.FirstOrDefault(problem => problem.IsMisunderstood) is { } problem
            ? throw new InvalidDataException(problem.Message)
            : configuration.Settings;
    }
}
