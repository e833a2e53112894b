using Distplusplus.Platform;

namespace Distplusplus.Tests.Support;

/// <summary>
/// The rule of the end-to-end tests: the same command plainly and through us, in the same directory restored in
/// between; exit code, both streams and every file must be equal.
/// </summary>
internal sealed class Comparison(Sandbox sandbox, FarmClient client)
{
    /// <summary>A change to the command of both runs: umask, directory, input.</summary>
    public Func<Command, Command> Adjust { get; init; } = command => command;

    /// <summary>Compares and asserts that the compile happened at a host.</summary>
    public CompileReport Remote(string address, string compiler, params string[] arguments)
    {
        var report = Same(compiler, arguments);
        Assert.That(report.At(address), Is.True,
            () => $"not compiled at {address}: {string.Join('\n', report.Ours)}");
        return report;
    }

    /// <summary>Compares "compiler arguments" with "distplusplus compiler arguments".</summary>
    /// <returns>What we said beside the compiler.</returns>
    public CompileReport Same(string compiler, params string[] arguments)
        => Same(
            new Command(compiler, arguments) { Directory = sandbox.Work, Environment = sandbox.Environment },
            client.Compile(compiler, arguments));

    /// <summary>Compares two commands that should be one.</summary>
    public CompileReport Same(Command plainly, Command through)
    {
        var (differences, ours) = Differences(plainly, through);
        Assert.That(differences, Is.Empty, () => $"{ours.Words}\n{ours.Error}");
        return CompileReport.Of(ours);
    }

    /// <summary>Runs both.</summary>
    /// <returns>Each difference in a line or more, and what the second command left.</returns>
    public (string Differences, CommandResult Through) Differences(Command plainly, Command through)
    {
        var pristine = sandbox.Path("pristine");
        Shell("rm -rf \"$1\"; cp -a \"$0\" \"$1\"", sandbox.Work, pristine);
        var plain = Adjust(plainly).Run();
        var plainFiles = DirectorySnapshot.Of(sandbox.Work);

        // Emptied, not replaced: the directory itself stays the one that a shell may stand in.
        Shell("find \"$0\" -mindepth 1 -delete; cp -a \"$1\"/. \"$0\"", sandbox.Work, pristine);
        var ours = Adjust(through).Run();
        var compilersOwn = NativeText.Decode(CompileReport.Of(ours).CompilersOwn);
        return (
            Difference("exit code", plain.ExitCode, ours.ExitCode)
                + Difference("standard output", plain.Output, ours.Output)
                + Difference("standard error", plain.Error, compilersOwn)
                + DirectorySnapshot.Of(sandbox.Work).DifferenceFrom(plainFiles),
            ours);
    }

    private static string Difference<T>(string what, T plainly, T through)
        where T : IEquatable<T>
        => plainly.Equals(through) ? "" : $"{what}: {through}\n   plainly: {plainly}\n";

    private void Shell(string line, params string[] arguments)
        => sandbox.Command("/bin/sh", ["-c", line, .. arguments]).Run().Succeeded();
}
