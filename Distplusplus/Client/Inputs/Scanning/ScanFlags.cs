namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>The content of a scanned file besides directives. HeaderCache stores the values.</summary>
[Flags]
internal enum ScanFlags : byte
{
    None = 0,

    /// <summary>.incbin or .include of a name that is not written out: the assembler reads a file.</summary>
    AssemblerInclude = 1,

    /// <summary>A line that declares or imports a module.</summary>
    Modules = 2,

    /// <summary>Lines of that kind were looked for: few languages have them.</summary>
    ModulesSought = 4,

    /// <summary>A macro's body may hold a file's absolute name.</summary>
    AbsoluteName = 8,
}
