namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// Why a compile stays on this machine because of its command line. One value, one sentence
/// (LocalReasons.Sentence), one stable name (kebab-case of the value) in logs and docs.
/// </summary>
internal enum LocalReason
{
    /// <summary>No -c or -S: -E, -M, --version and the like.</summary>
    NotACompile,

    /// <summary>No -c, -S, -E …: the driver links.</summary>
    Linking,

    /// <summary>No source on the command line.</summary>
    NoSource,

    /// <summary>More than one source: one command, several compiles.</summary>
    SeveralSources,

    /// <summary>The source comes through standard input.</summary>
    StandardInput,

    /// <summary>The result, or a dependency list, goes to standard output.</summary>
    StandardOutput,

    /// <summary>The output is a device such as /dev/null.</summary>
    DeviceOutput,

    /// <summary>A language we do not send.</summary>
    UnsupportedLanguage,

    /// <summary>An object or archive among the inputs of a compile.</summary>
    LinkerInput,

    /// <summary>A header is compiled, or a compiled one is named.</summary>
    PrecompiledHeader,

    /// <summary>C++ or clang modules.</summary>
    Modules,

    /// <summary>One of configure's, CMake's or meson's probes.</summary>
    ConfigureProbe,

    /// <summary>An option that is not in the table and whose form does not show that it is safe.</summary>
    UnknownOption,

    /// <summary>An option that needs a value has none, or an empty one.</summary>
    MissingValue,

    /// <summary>Given twice, or together with one that it quarrels with.</summary>
    ConflictingOptions,

    /// <summary>A dependency option in a form with different results.</summary>
    DependencyForm,

    /// <summary>An @file that cannot be read or nests too deep.</summary>
    ResponseFile,

    /// <summary>An argument with control bytes.</summary>
    ControlBytes,

    /// <summary>An environment variable that changes what the compiler does or writes.</summary>
    EnvironmentVariable,

    /// <summary>"native": this machine's processor.</summary>
    NativeProcessor,

    /// <summary>An option that runs a program.</summary>
    RunsProgram,

    /// <summary>An option that loads code into the compiler.</summary>
    LoadsCode,

    /// <summary>An option that names where the compiler's own parts are.</summary>
    CompilerParts,

    /// <summary>An option for the compiler's inner parts that is not in our list.</summary>
    InnerOption,

    /// <summary>Words for the assembler that are not in our list.</summary>
    AssemblerOption,

    /// <summary>Words for the preprocessor that are not in our list.</summary>
    PreprocessorOption,

    /// <summary>Words for the linker that name files.</summary>
    LinkerOption,

    /// <summary>An option that writes files we do not bring back.</summary>
    ExtraOutput,

    /// <summary>Intermediate files are kept.</summary>
    SaveTemps,

    /// <summary>Instrumentation that is not supported on hosts.</summary>
    Coverage,

    /// <summary>Profiles are written or read.</summary>
    Profile,

    /// <summary>A list file (sanitizers, attributes …) is read.</summary>
    ListFile,

    /// <summary>The command line itself is recorded in the object.</summary>
    RecordsCommandLine,

    /// <summary>Commands, headers or times are to be printed.</summary>
    Verbose,

    /// <summary>Include directories relative to a sysroot or prefix.</summary>
    IncludePrefix,

    /// <summary>Several architectures, offload targets or CUDA.</summary>
    SeveralTargets,

    /// <summary>The driver prints a warning that a host would not print.</summary>
    DriverWarning,
}
