using Distplusplus.Platform.Files;

namespace Distplusplus;

/// <summary>Which door: told by the name we were called with and the first word. Pure.</summary>
internal abstract record Invocation
{
    public const string OwnName = "distplusplus";

    private static readonly string[] HumanWords = ["serve", "check", "hosts", "help"];

    private Invocation()
    {
    }

    /// <summary>Act as a compiler.</summary>
    /// <param name="Compiler">A name to be looked up on PATH, or a path.</param>
    /// <param name="Arguments">What follows it.</param>
    /// <param name="ByName">We were called by this name (a link), rather than with it as our first word.</param>
    public sealed record ActAsCompiler(string Compiler, IReadOnlyList<string> Arguments, bool ByName) : Invocation;

    /// <summary>A person speaks to us.</summary>
    public sealed record HumanCommand(IReadOnlyList<string> Arguments) : Invocation;

    /// <param name="commandLine">argv, its name first.</param>
    public static Invocation Of(IReadOnlyList<string> commandLine)
    {
        var name = commandLine.Count > 0 ? PathText.Name(commandLine[0]) : OwnName;
        var rest = commandLine.Skip(1).ToList();
        if (name != OwnName)
        {
            return new ActAsCompiler(name, rest, ByName: true);
        }

        return rest.Count == 0 || rest[0].StartsWith('-') || HumanWords.Contains(rest[0])
            ? new HumanCommand(rest)
            : new ActAsCompiler(rest[0], rest[1..], ByName: false);
    }
}
