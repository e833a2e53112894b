namespace Distplusplus.Compiler.Options;

/// <summary>
/// The meaning of an option's value, which decides how it is validated and how it is rewritten under a job's root.
/// </summary>
internal enum ValueMeaning
{
    /// <summary>A word or number that is not a file name: no slash.</summary>
    Plain,

    /// <summary>A word or number that may have dots (armv8.2-a, 3.4): no slash.</summary>
    Version,

    /// <summary>Any text; nothing is opened by that name.</summary>
    Text,

    /// <summary>A file read. Absolute: ROOT goes before it.</summary>
    InputFile,

    /// <summary>A directory searched. Absolute: ROOT goes before it.</summary>
    InputDirectory,

    /// <summary>A file written. Absolute: ROOT goes before it.</summary>
    OutputFile,

    /// <summary>OLD=NEW for recorded names. An absolute OLD: ROOT goes before it.</summary>
    PrefixMap,

    /// <summary>Comma-separated options for the assembler, checked one by one.</summary>
    AssemblerWords,

    /// <summary>Comma-separated options for the preprocessor: macros; the classifier handles the others.</summary>
    PreprocessorWords,

    /// <summary>Words for the linker, which does not run.</summary>
    LinkerWords,

    /// <summary>One option for clang's frontend or LLVM, from the allow-list.</summary>
    InnerWord,
}
