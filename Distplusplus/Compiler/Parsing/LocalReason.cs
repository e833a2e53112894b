namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// Why a compile stays on this machine because of its command line. Each has one stable name
/// and one sentence in <see cref="LocalReasons"/>.
/// </summary>
internal enum LocalReason
{
    NotACompile,
    Linking,
    NoSource,
    SeveralSources,
    StandardInput,
    StandardOutput,
    DeviceOutput,
    UnsupportedLanguage,
    LinkerInput,
    PrecompiledHeader,
    Modules,
    ConfigureProbe,
    UnknownOption,
    MissingValue,
    ConflictingOptions,
    DependencyForm,
    ResponseFile,
    ControlBytes,
    EnvironmentVariable,
    NativeProcessor,
    RunsProgram,
    LoadsCode,
    CompilerParts,
    InnerOption,
    AssemblerOption,
    PreprocessorOption,
    LinkerOption,
    ExtraOutput,
    SaveTemps,
    Coverage,
    Profile,
    ListFile,
    RecordsCommandLine,
    Verbose,
    IncludePrefix,
    SeveralTargets,
    DriverWarning,
}
