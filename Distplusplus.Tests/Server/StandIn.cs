using Distplusplus.Configuration;

namespace Distplusplus.Tests.Server;

/// <summary>
/// A directory with a shell script in place of a compiler; asked what it is it answers as the real one.
/// What it writes to $STATE the test can read.
/// </summary>
internal sealed class StandIn : IDisposable
{
    private readonly Scratch _scratch = new();

    public string Path(string name) => $"{_scratch.Path}/state/{name}";

    public void Script(string name, string body)
    {
        Directory.CreateDirectory(_scratch.Path + "/state");
        _scratch.Write(
            "bin/" + name,
            $"""
            #!/bin/sh
            STATE={_scratch.Path}/state
            for a in "$@"; do
              case "$a" in /dev/null) exec /usr/bin/{name} "$@";; esac
            done
            {body}

            """,
            executable: true);
    }

    public ServerSettings Settings(ServerSettings settings)
        => settings with { CompilerDirectories = [_scratch.Path + "/bin"] };

    public TestJob Job() => TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n");

    /// <summary>Waits for a file to be written whole.</summary>
    public async Task<string> ReadAsync(string name)
    {
        await Wait.Until(
            () => File.Exists(Path(name)) && File.ReadAllText(Path(name)).EndsWith('\n'), $"{name} is written");
        return File.ReadAllText(Path(name)).Trim();
    }

    public void Dispose() => _scratch.Dispose();
}
