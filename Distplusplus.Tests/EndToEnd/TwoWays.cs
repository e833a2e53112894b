using System.Text;
using Distplusplus.Platform;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// One compile two ways in the same directory: plainly and at a host. Exit code, streams and every file are compared.
/// Made per worker: it has a sandbox of its own.
/// </summary>
/// <param name="host">The host's address.</param>
internal sealed class TwoWays(Sandbox sandbox, string host)
{
    // COMPILERS="gcc-11 clang-16" tries other versions than the machine's own.
    private static readonly string[] s_others =
        (System.Environment.GetEnvironmentVariable("COMPILERS") ?? "").Split(' ');

    /// <summary>What differs, empty if nothing, and what we said of it.</summary>
    /// <param name="files">What lies in the directory at first.</param>
    /// <param name="prepare">Shell that runs before each compile, or null.</param>
    /// <param name="directory">Where the compiler is started, relative to the files.</param>
    public (string Difference, string Said) Run(
        IEnumerable<(string Name, byte[] Content)> files,
        string compiler,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? prepare = null,
        string directory = ".")
    {
        compiler = VersionOf(compiler);
        Shell("find . -mindepth 1 -delete; rm -rf ../pristine");
        foreach (var (name, content) in files)
        {
            sandbox.Write(name, content);
        }

        Shell($"{prepare}{(prepare is null ? "" : "; ")}cp -a . ../pristine");
        var plain = Compile(sandbox.Command(compiler, [.. arguments]));
        var plainFiles = DirectorySnapshot.Of(sandbox.Work);
        Shell("find . -mindepth 1 -delete; cp -a ../pristine/. .");
        var ours = Compile(new FarmClient(sandbox, host).Compile(compiler, [.. arguments]));
        var report = CompileReport.Of(ours);
        var seen = DirectorySnapshot.Of(sandbox.Work);
        var difference = Difference([]);
        if (difference.Length > 0)
        {
            difference = Difference(Unsteady(plain, plainFiles));
        }

        return (difference, string.Join('\n', report.Ours));

        string Difference(HashSet<string> unsteady)
        {
            var found = new StringBuilder();
            Compare(found, "exit code", $"{plain.ExitCode}", $"{ours.ExitCode}");
            if (!unsteady.Contains(string.Empty))
            {
                Compare(found, "standard output", plain.Output, ours.Output);
                Compare(found, "standard error", plain.Error, NativeText.Decode(report.CompilersOwn));
            }

            return found.Append(seen.DifferenceFrom(
                plainFiles, (name, bytes) => unsteady.Contains(name) ? [] : bytes)).ToString();
        }

        // What the plain compiler does not do twice alike: files by name, the streams as "".
        // clang orders some warnings by chance: a second run is often not enough to see that.
        HashSet<string> Unsteady(CommandResult first, DirectorySnapshot firstFiles)
        {
            var names = new HashSet<string>();
            for (var again = 0; again < 8; again++)
            {
                Shell("find . -mindepth 1 -delete; cp -a ../pristine/. .");
                var next = Compile(sandbox.Command(compiler, [.. arguments]));
                names.UnionWith(DirectorySnapshot.Of(sandbox.Work).DifferingFrom(firstFiles));
                if (next.Output != first.Output || next.Error != first.Error)
                {
                    names.Add(string.Empty);
                }
            }

            return names;
        }

        CommandResult Compile(Command command)
        {
            foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            {
                command = command.With(name, value);
            }

            return (command with { Directory = System.IO.Path.GetFullPath(directory, sandbox.Work) }).Run();
        }
    }

    /// <summary>Whether it was a host that compiled.</summary>
    public bool AtTheHost(string said) => said.Contains($"compiled on {host} ", StringComparison.Ordinal);

    private static string VersionOf(string compiler)
    {
        var kin = compiler.StartsWith("clang", StringComparison.Ordinal) ? "clang" : "gcc";
        return Array.Find(s_others, name => name.StartsWith($"{kin}-", StringComparison.Ordinal)) is { } other
            ? compiler + other[kin.Length..]
            : compiler;
    }

    private static void Compare(StringBuilder difference, string what, string plain, string ours)
    {
        if (plain != ours)
        {
            difference.Append($"{what}: {NativeText.ForPeople(ours)}\n   plainly: {NativeText.ForPeople(plain)}\n");
        }
    }

    private void Shell(string line) => sandbox.Command("/bin/sh", "-c", line).Run().Succeeded();
}
