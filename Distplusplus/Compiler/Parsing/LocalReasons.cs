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
            LocalReason.NotACompile => $"{it} does not produce an object or assembly file",
            LocalReason.Linking => "links run locally",
            LocalReason.NoSource => "the command line has no source file",
            LocalReason.SeveralSources => $"{it} is a second source; only one per command can be sent",
            LocalReason.StandardInput => "the source comes from standard input",
            LocalReason.StandardOutput => $"{it} writes to standard output",
            LocalReason.DeviceOutput => $"the output {it} is not a regular file",
            LocalReason.UnsupportedLanguage => $"{it} is in a language that is not supported",
            LocalReason.LinkerInput => $"{it} is a linker input, not a source",
            LocalReason.PrecompiledHeader => $"{it} creates or names a precompiled header",
            LocalReason.Modules => $"{it} uses modules, whose files exist only on this machine",
            LocalReason.ConfigureProbe => $"{it} looks like a configure probe (set distribute_probes to send it)",
            LocalReason.UnknownOption => $"the option {it} is not known and may not be safe to send",
            LocalReason.MissingValue => $"the option {it} lacks its value",
            LocalReason.ConflictingOptions => $"{it} is given more than once or conflicts with another option",
            LocalReason.DependencyForm => $"{it} requests dependencies in a form that hosts do not support",
            LocalReason.ResponseFile => $"the response file {it} cannot be parsed reliably",
            LocalReason.ControlBytes => $"the argument {it} contains control characters",
            LocalReason.EnvironmentVariable => $"the environment variable {it} changes what the compiler does",
            LocalReason.NativeProcessor => $"{it} refers to the processor of this machine",
            LocalReason.RunsProgram => $"{it} runs a program",
            LocalReason.LoadsCode => $"{it} loads code into the compiler",
            LocalReason.CompilerParts => $"{it} changes where the compiler finds its own parts",
            LocalReason.InnerOption => $"{it} is passed to an internal compiler stage and is not in the allow-list",
            LocalReason.AssemblerOption => $"{it} is passed to the assembler and is not in the allow-list",
            LocalReason.PreprocessorOption => $"{it} is passed to the preprocessor and is not in the allow-list",
            LocalReason.LinkerOption => $"{it} passes file names to the linker",
            LocalReason.ExtraOutput => $"{it} writes files that hosts do not return",
            LocalReason.SaveTemps => $"{it} keeps intermediate files",
            LocalReason.Coverage => $"{it} is a form of coverage that hosts do not support",
            LocalReason.Profile => $"{it} reads or writes profiles",
            LocalReason.ListFile => $"{it} reads a list file",
            LocalReason.RecordsCommandLine => $"{it} records the command line in the object",
            LocalReason.Verbose => $"{it} prints commands, headers or times of this machine",
            LocalReason.IncludePrefix => $"{it} names include directories relative to a prefix or sysroot",
            LocalReason.SeveralTargets => $"{it} compiles for more than one target",
            LocalReason.DriverWarning => $"{it} makes the compiler driver print a warning that a host would not print",
        };
    }
}
