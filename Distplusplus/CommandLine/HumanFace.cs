using System.CommandLine;
using System.CommandLine.Invocation;
using Distplusplus.Client;
using Distplusplus.Platform;
using Distplusplus.Platform.Processes;

namespace Distplusplus.CommandLine;

/// <summary>
/// The commands for people: serve, check, hosts, help. Program calls it when the first word is not a compiler. Results
/// go to standard output, errors to standard error.
/// </summary>
/// <param name="variables">Every environment variable, "NAME=value": for those that are misspelt.</param>
/// <param name="keyboard">Of the person who is asked; null: nobody sits there.</param>
internal sealed class HumanFace(
    TextWriter output,
    TextWriter error,
    Func<string, string?> environment,
    Func<IReadOnlyList<string>> variables,
    TextReader? keyboard = null)
{
    private const string Description = """
        Compiles C and C++ on other machines, with the result of the local compiler.

        Put `distplusplus` before a compiler's name, or put a symlink to it, named like the compiler,
        before that compiler on PATH. Compiles that no host can do run locally.
        """;

    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        try
        {
            var output = Console.Out;
            var face = new HumanFace(
                output, Console.Error, NativeEnvironment.Get, NativeEnvironment.All, Keyboard());
            var exitCode = face.Execute(args);
            output.Flush();
            return exitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && CannotWrite(e) is { } sentence)
        {
            ClientLog.WriteLine(sentence);
            return ExitCodes.CannotWrite;
        }
    }

    /// <inheritdoc cref="Run"/>
    public int Execute(string[] args)
    {
        var result = Commands().Parse(args, new ParserConfiguration
        {
            EnablePosixBundling = false,
            // "@file" belongs to the compilers of `check -- g++ @file`.
            ResponseFileTokenReplacer = null,
        });
        if (result.Action is ParseErrorAction || (result.Errors.Count > 0 && result.Action is null))
        {
            error.WriteLine($"distplusplus: {UsageError.Message(result)}");
            return ExitCodes.Usage;
        }

        return result.Invoke(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // Signals are ServeCommand's.
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>Every command with its options: what help, man pages and completions are compared with.</summary>
    public RootCommand Commands()
    {
        var root = new RootCommand(Description)
        {
            new ServeCommand(output, error, environment, variables).Describe(),
            new CheckCommand(output, error, environment, variables).Describe(),
            new HostsCommand(output, error, environment, variables, keyboard).Describe(),
        };
        foreach (var option in root.Options)
        {
            switch (option)
            {
                case VersionOption:
                    option.Description = "Show the version and exit";
                    option.Action = new VersionLine();
                    break;
                case System.CommandLine.Help.HelpOption:
                    option.Description = "Show this help and exit";
                    option.Action = new HelpWithExamples();
                    break;
            }
        }

        root.SetAction(result =>
        {
            error.WriteLine(
                "distplusplus: a command or compiler is missing: `distplusplus --help` lists the commands");
            return ExitCodes.Usage;
        });
        return root;
    }

    /// <summary>The reader of answers to questions; null without a terminal.</summary>
    private static TextReader? Keyboard()
        => Libc.IsTerminal(StandardStreams.Input) == 1 && Libc.IsTerminal(StandardStreams.Output) == 1
            // Not Console.In, which takes the terminal for itself: the kernel edits and echoes a line well enough.
            ? new StreamReader(Console.OpenStandardInput())
            : null;

    /// <returns>Null: the exception came from elsewhere.</returns>
    private static string? CannotWrite(Exception e)
        => e.StackTrace?.Contains("System.Console", StringComparison.Ordinal) is true
            ? $"standard output cannot be written: {(e.InnerException ?? e).Message}; redirect it to another file"
            : null;
}
