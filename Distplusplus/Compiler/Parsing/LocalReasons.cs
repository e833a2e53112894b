using Distplusplus.Platform;

namespace Distplusplus.Compiler.Parsing;

/// <summary>Names and sentences of <see cref="LocalReason"/>.</summary>
internal static class LocalReasons
{
    /// <summary>The stable name in logs and docs.</summary>
    public static string Name(LocalReason reason) => Of(reason, "").Name;

    /// <summary>One sentence for people, without a full stop.</summary>
    /// <param name="culprit">The argument, file or variable that decided it; may be empty.</param>
    public static string Sentence(LocalReason reason, string culprit)
        => Of(reason, NativeText.ForPeople(culprit)).Sentence;

    private static (string Name, string Sentence) Of(LocalReason reason, string it) => reason switch
    {
        LocalReason.NotACompile => ("not-a-compile", $"{it} does not produce an object or assembly file"),
        LocalReason.Linking => ("linking", "links run locally"),
        LocalReason.NoSource => ("no-source", "the command line has no source file"),
        LocalReason.SeveralSources => (
            "several-sources", $"{it} is a second source; only one per command can be sent"),
        LocalReason.StandardInput => ("standard-input", "the source comes from standard input"),
        LocalReason.StandardOutput => ("standard-output", $"{it} writes to standard output"),
        LocalReason.DeviceOutput => ("device-output", $"the output {it} is not a regular file"),
        LocalReason.UnsupportedLanguage => ("unsupported-language", $"{it} is in a language that is not supported"),
        LocalReason.LinkerInput => ("linker-input", $"{it} is a linker input, not a source"),
        LocalReason.PrecompiledHeader => ("precompiled-header", $"{it} creates or names a precompiled header"),
        LocalReason.Modules => ("modules", $"{it} uses modules, whose files exist only on this machine"),
        LocalReason.ConfigureProbe => (
            "configure-probe", $"{it} looks like a configure probe (set distribute_probes to send it)"),
        LocalReason.UnknownOption => ("unknown-option", $"the option {it} is not known and may not be safe to send"),
        LocalReason.MissingValue => ("missing-value", $"the option {it} lacks its value"),
        LocalReason.ConflictingOptions => (
            "conflicting-options", $"{it} is given more than once or conflicts with another option"),
        LocalReason.DependencyForm => (
            "dependency-form", $"{it} requests dependencies in a form that hosts do not support"),
        LocalReason.ResponseFile => ("response-file", $"the response file {it} cannot be parsed reliably"),
        LocalReason.ControlBytes => ("control-bytes", $"the argument {it} contains control characters"),
        LocalReason.EnvironmentVariable => (
            "environment-variable", $"the environment variable {it} changes what the compiler does"),
        LocalReason.NativeProcessor => ("native-processor", $"{it} refers to the processor of this machine"),
        LocalReason.RunsProgram => ("runs-program", $"{it} runs a program"),
        LocalReason.LoadsCode => ("loads-code", $"{it} loads code into the compiler"),
        LocalReason.CompilerParts => ("compiler-parts", $"{it} changes where the compiler finds its own parts"),
        LocalReason.InnerOption => (
            "inner-option", $"{it} is passed to an internal compiler stage and is not in the allow-list"),
        LocalReason.AssemblerOption => (
            "assembler-option", $"{it} is passed to the assembler and is not in the allow-list"),
        LocalReason.PreprocessorOption => (
            "preprocessor-option", $"{it} is passed to the preprocessor and is not in the allow-list"),
        LocalReason.LinkerOption => ("linker-option", $"{it} passes file names to the linker"),
        LocalReason.ExtraOutput => ("extra-output", $"{it} writes files that hosts do not return"),
        LocalReason.SaveTemps => ("save-temps", $"{it} keeps intermediate files"),
        LocalReason.Coverage => ("coverage", $"{it} is a form of coverage that hosts do not support"),
        LocalReason.Profile => ("profile", $"{it} reads or writes profiles"),
        LocalReason.ListFile => ("list-file", $"{it} reads a list file"),
        LocalReason.RecordsCommandLine => ("records-command-line", $"{it} records the command line in the object"),
        LocalReason.Verbose => ("verbose", $"{it} prints commands, headers or times of this machine"),
        LocalReason.IncludePrefix => (
            "include-prefix", $"{it} names include directories relative to a prefix or sysroot"),
        LocalReason.SeveralTargets => ("several-targets", $"{it} compiles for more than one target"),
        LocalReason.DriverWarning => (
            "driver-warning", $"{it} makes the compiler driver print a warning that a host would not print"),
    };
}
