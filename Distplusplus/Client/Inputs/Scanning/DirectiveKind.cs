namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>The kind of a scanned directive. HeaderCache stores the values.</summary>
internal enum DirectiveKind : byte
{
    /// <summary>#include, #import.</summary>
    Include = 1,

    /// <summary>#include_next: every file of the name may be meant, wherever the search stands.</summary>
    Next = 2,

    /// <summary>__has_include, #embed, #pragma GCC dependency: the file itself, not what it includes.</summary>
    Exists = 3,

    /// <summary>__has_include_next.</summary>
    ExistsNext = 4,

    /// <summary>
    /// #line: the compiler quotes lines of this file in its messages, relative to the working directory.
    /// </summary>
    Line = 5,

    /// <summary>#define of a macro that may stand for a file's name; not a directive that is followed.</summary>
    Define = 6,

    /// <summary>.include: the assembler reads it from the working directory, else from those of -I.</summary>
    Assembly = 7,

    /// <summary>.incbin: as that, and nothing in it is followed.</summary>
    Binary = 8,
}
