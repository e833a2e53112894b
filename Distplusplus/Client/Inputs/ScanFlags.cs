namespace Distplusplus.Client.Inputs;

/// <summary>What a scanned file holds besides directives. The values are kept in HeaderMemory.</summary>
[Flags]
internal enum ScanFlags : byte
{
    None = 0,

    /// <summary>.incbin, or .include with a name: the assembler reads a file.</summary>
    AssemblerInclude = 1,

    /// <summary>A line that declares or imports a module.</summary>
    Modules = 2,

    /// <summary>Lines of that kind were looked for: few languages have them.</summary>
    ModulesSought = 4,

    /// <summary>A pragma that gcc drops from text; looked for in system headers alone, and kept apart.</summary>
    LostPragma = 8,
}
