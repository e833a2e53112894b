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
        LocalReason.NotACompile => (
            "not-a-compile", $"{it} asks for something other than an object or assembly file"),
        LocalReason.Linking => ("linking", "linking is done here"),
        LocalReason.NoSource => ("no-source", "the command line names no source file"),
        LocalReason.SeveralSources => (
            "several-sources", $"{it} is a second source on one command line; only one can be sent"),
        LocalReason.StandardInput => ("standard-input", "the source comes through standard input"),
        LocalReason.StandardOutput => ("standard-output", $"{it} writes to standard output"),
        LocalReason.DeviceOutput => ("device-output", $"the output {it} is no regular file"),
        LocalReason.UnsupportedLanguage => ("unsupported-language", $"{it} is of a language that is not sent"),
        LocalReason.LinkerInput => ("linker-input", $"{it} is an input for the linker, not a source"),
        LocalReason.PrecompiledHeader => ("precompiled-header", $"{it} makes or names a precompiled header"),
        LocalReason.Modules => ("modules", $"{it} uses modules, whose files only this machine has"),
        LocalReason.ConfigureProbe => (
            "configure-probe", $"{it} looks like a configuration probe (set distribute_probes to send it)"),
        LocalReason.UnknownOption => (
            "unknown-option", $"the option {it} is not known, so nobody can say that it is safe to send"),
        LocalReason.MissingValue => ("missing-value", $"the option {it} lacks its value"),
        LocalReason.ConflictingOptions => (
            "conflicting-options", $"{it} is given more than once or quarrels with another option"),
        LocalReason.DependencyForm => (
            "dependency-form", $"{it} asks for dependencies in a form that is left to the compiler"),
        LocalReason.ResponseFile => (
            "response-file", $"the response file {it} cannot be taken apart with certainty"),
        LocalReason.ControlBytes => ("control-bytes", $"the argument {it} has control bytes in it"),
        LocalReason.EnvironmentVariable => (
            "environment-variable", $"the environment variable {it} changes what the compiler does"),
        LocalReason.NativeProcessor => ("native-processor", $"{it} means the processor of this machine"),
        LocalReason.RunsProgram => ("runs-program", $"{it} runs a program"),
        LocalReason.LoadsCode => ("loads-code", $"{it} loads code into the compiler"),
        LocalReason.CompilerParts => (
            "compiler-parts", $"{it} says where parts of the compiler are found on this machine"),
        LocalReason.InnerOption => ("inner-option", $"{it} speaks to inner parts of the compiler"),
        LocalReason.AssemblerOption => (
            "assembler-option", $"{it} gives the assembler options that are not known to be safe to send"),
        LocalReason.PreprocessorOption => (
            "preprocessor-option", $"{it} gives the preprocessor options that are not taken apart"),
        LocalReason.LinkerOption => ("linker-option", $"{it} names files for the linker"),
        LocalReason.ExtraOutput => ("extra-output", $"{it} writes files that are not brought back from a host"),
        LocalReason.SaveTemps => ("save-temps", $"{it} keeps intermediate files"),
        LocalReason.Coverage => ("coverage", $"{it} records where this machine's files are"),
        LocalReason.Profile => ("profile", $"{it} writes or reads profiles"),
        LocalReason.ListFile => ("list-file", $"{it} reads a list file"),
        LocalReason.RecordsCommandLine => ("records-command-line", $"{it} records the command line in the object"),
        LocalReason.Verbose => ("verbose", $"{it} prints what the compiler does on this machine"),
        LocalReason.IncludePrefix => (
            "include-prefix", $"{it} names include directories relative to a prefix or sysroot"),
        LocalReason.SeveralTargets => ("several-targets", $"{it} compiles for more than one target"),
        LocalReason.DriverWarning => (
            "driver-warning", $"{it} makes the compiler warn in a way that would be lost"),
    };
}
