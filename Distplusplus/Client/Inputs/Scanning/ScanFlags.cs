namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>What a scanned file holds besides directives. The values are kept in HeaderCache.</summary>
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
