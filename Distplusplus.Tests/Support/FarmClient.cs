namespace Distplusplus.Tests.Support;

/// <summary>The native binary as compilers are called: by first word, by link, through PATH. Made per test.</summary>
internal sealed class FarmClient
{
    private readonly Sandbox _sandbox;
    private readonly Dictionary<string, string> _environment;

    /// <param name="servers">The host list; none: nothing is configured.</param>
    public FarmClient(Sandbox sandbox, params string[] servers)
    {
        _sandbox = sandbox;
        _environment = new Dictionary<string, string>(sandbox.Environment);
        if (servers.Length > 0)
        {
            _environment["DISTPLUSPLUS_SERVERS"] = string.Join(' ', servers);
            _environment["DISTPLUSPLUS_LOG_LEVEL"] = "info";
        }
    }

    /// <summary>Sets a variable for all that follows; null takes it away.</summary>
    public FarmClient With(string name, string? value)
    {
        if (value is null)
        {
            _environment.Remove(name);
        }
        else
        {
            _environment[name] = value;
        }

        return this;
    }

    /// <summary>"distplusplus gcc …".</summary>
    public Command Compile(string compiler, params string[] arguments)
        => Command(NativeBinary.Path, [compiler, .. arguments]);

    /// <summary>Any command that finds this client's environment.</summary>
    public Command Command(string program, params string[] arguments)
        => new(program, arguments) { Directory = _sandbox.Work, Environment = _environment };

    /// <summary>A link to the binary, named as a compiler; its directory is made.</summary>
    /// <returns>Its path.</returns>
    public string Link(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        var link = $"{directory}/{name}";
        File.CreateSymbolicLink(link, NativeBinary.Path);
        return link;
    }

    /// <summary>Links for gcc, g++, cc, c++, clang and clang++ in a directory that is put before PATH.</summary>
    /// <returns>The directory.</returns>
    public string Masquerade()
    {
        var directory = _sandbox.Path("masquerade");
        foreach (var name in (string[])["gcc", "g++", "cc", "c++", "clang", "clang++"])
        {
            Link(directory, name);
        }

        _environment["PATH"] = $"{directory}:{_environment["PATH"]}";
        return directory;
    }
}
