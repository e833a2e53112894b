namespace Distplusplus.Compiler.Identity;

/// <summary>The reason why a program's options alone do not determine its result.</summary>
internal abstract record DriverObjection
{
    /// <summary>It runs a compiler and is none.</summary>
    /// <param name="Compiler">The one it runs, as that calls itself; null: not known.</param>
    public sealed record IsWrapper(string? Compiler) : DriverObjection;

    /// <summary>A compiler that takes options from a file of its installation.</summary>
    public sealed record ReadsOptions(string File) : DriverObjection;

    /// <summary>A driver that finds a program of another origin on PATH first.</summary>
    /// <param name="Name">The program's.</param>
    public sealed record RunsAnother(string Name, string File) : DriverObjection;

    /// <summary>One clause that follows the program's name.</summary>
    public string Clause => this switch
    {
        IsWrapper { Compiler: { } compiler } => $"is a wrapper of {Shown(compiler)}",
        IsWrapper => "is a wrapper of another program",
        ReadsOptions reads => $"takes options from {Shown(reads.File)}",
        RunsAnother another => $"runs {Shown(another.File)}, which is not the system's {another.Name}",
        _ => throw new InvalidOperationException("an objection nobody knows"),
    };

    private static string Shown(string path) => Platform.NativeText.ForPeople(path);
}
