namespace Distplusplus.Compiler.Parsing;

/// <summary>Names and sentences of <see cref="LocalReason"/>.</summary>
internal static class LocalReasons
{
    /// <summary>The stable name in logs and docs.</summary>
    public static string Name(LocalReason reason) => reason switch
    {
        LocalReason.NotACompile => "not-a-compile",
        LocalReason.Linking => "linking",
        LocalReason.NoSource => "no-source",
        LocalReason.SeveralSources => "several-sources",
        LocalReason.StandardInput => "standard-input",
        LocalReason.StandardOutput => "standard-output",
        LocalReason.DeviceOutput => "device-output",
        LocalReason.UnsupportedLanguage => "unsupported-language",
        LocalReason.LinkerInput => "linker-input",
        LocalReason.PrecompiledHeader => "precompiled-header",
        LocalReason.Modules => "modules",
        LocalReason.ConfigureProbe => "configure-probe",
        LocalReason.UnknownOption => "unknown-option",
        LocalReason.MissingValue => "missing-value",
        LocalReason.ConflictingOptions => "conflicting-options",
        LocalReason.DependencyForm => "dependency-form",
        LocalReason.ResponseFile => "response-file",
        LocalReason.ControlBytes => "control-bytes",
        LocalReason.EnvironmentVariable => "environment-variable",
        LocalReason.NativeProcessor => "native-processor",
        LocalReason.RunsProgram => "runs-program",
        LocalReason.LoadsCode => "loads-code",
        LocalReason.CompilerParts => "compiler-parts",
        LocalReason.InnerOption => "inner-option",
        LocalReason.AssemblerOption => "assembler-option",
        LocalReason.PreprocessorOption => "preprocessor-option",
        LocalReason.LinkerOption => "linker-option",
        LocalReason.ExtraOutput => "extra-output",
        LocalReason.SaveTemps => "save-temps",
        LocalReason.Coverage => "coverage",
        LocalReason.Profile => "profile",
        LocalReason.ListFile => "list-file",
        LocalReason.RecordsCommandLine => "records-command-line",
        LocalReason.Verbose => "verbose",
        LocalReason.IncludePrefix => "include-prefix",
        LocalReason.SeveralTargets => "several-targets",
        LocalReason.DriverWarning => "driver-warning",
    };

    /// <summary>One sentence for people, without a full stop.</summary>
    /// <param name="culprit">The argument, file or variable that decided it; may be empty.</param>
    public static string Sentence(LocalReason reason, string culprit)
    {
        var it = Platform.NativeText.ForPeople(culprit);
        return reason switch
        {
            LocalReason.NotACompile => $"{it} asks for something other than an object or assembly file",
            LocalReason.Linking => "linking is done here",
            LocalReason.NoSource => "the command line names no source file",
            LocalReason.SeveralSources => $"{it} is a second source on one command line; only one can be sent",
            LocalReason.StandardInput => "the source comes through standard input",
            LocalReason.StandardOutput => $"{it} writes to standard output",
            LocalReason.DeviceOutput => $"the output {it} is no regular file",
            LocalReason.UnsupportedLanguage => $"{it} is of a language that is not sent",
            LocalReason.LinkerInput => $"{it} is an input for the linker, not a source",
            LocalReason.PrecompiledHeader => $"{it} makes or names a precompiled header",
            LocalReason.Modules => $"{it} uses modules, whose files only this machine has",
            LocalReason.ConfigureProbe => $"{it} looks like a configuration probe (set distribute_probes to send it)",
            LocalReason.UnknownOption => $"the option {it} is not known, so nobody can say that it is safe to send",
            LocalReason.MissingValue => $"the option {it} lacks its value",
            LocalReason.ConflictingOptions => $"{it} is given more than once or quarrels with another option",
            LocalReason.DependencyForm => $"{it} asks for dependencies in a form that is left to the compiler",
            LocalReason.ResponseFile => $"the response file {it} cannot be taken apart with certainty",
            LocalReason.ControlBytes => $"the argument {it} has control bytes in it",
            LocalReason.EnvironmentVariable => $"the environment variable {it} changes what the compiler does",
            LocalReason.NativeProcessor => $"{it} means the processor of this machine",
            LocalReason.RunsProgram => $"{it} runs a program",
            LocalReason.LoadsCode => $"{it} loads code into the compiler",
            LocalReason.CompilerParts => $"{it} says where parts of the compiler are found on this machine",
            LocalReason.InnerOption => $"{it} speaks to inner parts of the compiler",
            LocalReason.AssemblerOption => $"{it} gives the assembler options that are not known to be safe to send",
            LocalReason.PreprocessorOption => $"{it} gives the preprocessor options that are not taken apart",
            LocalReason.LinkerOption => $"{it} names files for the linker",
            LocalReason.ExtraOutput => $"{it} writes files that are not brought back from a host",
            LocalReason.SaveTemps => $"{it} keeps intermediate files",
            LocalReason.Coverage => $"{it} records where this machine's files are",
            LocalReason.Profile => $"{it} writes or reads profiles",
            LocalReason.ListFile => $"{it} reads a list file",
            LocalReason.RecordsCommandLine => $"{it} records the command line in the object",
            LocalReason.Verbose => $"{it} prints what the compiler does on this machine",
            LocalReason.IncludePrefix => $"{it} names include directories relative to a prefix or sysroot",
            LocalReason.SeveralTargets => $"{it} compiles for more than one target",
            LocalReason.DriverWarning => $"{it} makes the compiler warn in a way that would be lost",
        };
    }
}
