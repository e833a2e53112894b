using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A private directory of one test and an environment that knows nothing of the machine's user: home, temp, config and
/// runtime directories lie inside. Gone at the end.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    public Sandbox()
    {
        // Short: a UNIX socket's path ends at 107 bytes.
        Root = Directory.CreateTempSubdirectory("dpp-").FullName;
        foreach (var name in (string[])["home", "tmp", "run", "work"])
        {
            Directory.CreateDirectory(Path(name));
        }

        File.SetUnixFileMode(Path("run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = Path("home"),
            ["TMPDIR"] = Path("tmp"),
            ["XDG_RUNTIME_DIR"] = Path("run"),
            ["XDG_CONFIG_HOME"] = Path("home/.config"),
            ["XDG_CACHE_HOME"] = Path("home/.cache"),
            ["LC_ALL"] = "C.UTF-8",
            ["TZ"] = "UTC",
        };
    }

    public string Root { get; }

    /// <summary>Where the sources of the test lie and where it compiles.</summary>
    public string Work => Path("work");

    public IReadOnlyDictionary<string, string> Environment { get; }

    public string Path(string name) => $"{Root}/{name}";

    /// <summary>Writes a file below <see cref="Work"/>, with the directories above it.</summary>
    /// <returns>Its absolute path.</returns>
    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string name, byte[] content)
    {
        var path = $"{Work}/{name}";
        NativeFile.MakeDirectories(path[..path.LastIndexOf('/')]);
        using var file = NativeFile.Open(
            path, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenTruncate, Convert.ToUInt32("644", 8));
        NativeFile.WriteAll(file, content, path);
        return path;
    }

    /// <summary>A command in <see cref="Work"/>.</summary>
    public Command Command(string program, params string[] arguments)
        => new(program, arguments) { Directory = Work, Environment = Environment };

    public void Dispose()
    {
        // Names that are not UTF-8 are beyond System.IO.
        using var remove = ChildProcess.Start(new ProcessStart(
            "/bin/sh", ["sh", "-c", "chmod -R u+rwX \"$0\" 2>/dev/null; rm -rf \"$0\"", Root])
        {
            Environment = ["PATH=/usr/bin:/bin"],
        });
        _ = remove.Wait();
    }
}
