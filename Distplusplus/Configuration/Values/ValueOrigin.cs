namespace Distplusplus.Configuration.Values;

/// <summary>The origin of a setting's value; messages begin with its text.</summary>
internal abstract record ValueOrigin
{
    private ValueOrigin()
    {
    }

    /// <summary>The default value.</summary>
    public static ValueOrigin Default { get; } = new BuiltIn();

    /// <summary>On the command line.</summary>
    /// <param name="Name">With its dashes.</param>
    public sealed record Flag(string Name) : ValueOrigin
    {
        public override string ToString() => Name;
    }

    /// <summary>In an environment variable.</summary>
    public sealed record EnvironmentVariable(string Name) : ValueOrigin
    {
        public override string ToString() => Name;
    }

    /// <summary>In a configuration file.</summary>
    /// <param name="Line">From 1; 0: the file as a whole.</param>
    /// <param name="Column">From 1; 0: the line as a whole.</param>
    public sealed record InFile(string Path, int Line, int Column) : ValueOrigin
    {
        public override string ToString() => (Line, Column) switch
        {
            (0, _) => Path,
            (_, 0) => $"{Path}:{Line}",
            _ => $"{Path}:{Line}:{Column}",
        };
    }

    private sealed record BuiltIn : ValueOrigin
    {
        public override string ToString() => "default";
    }
}
