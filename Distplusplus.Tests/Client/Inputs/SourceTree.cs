using System.Collections.Immutable;
using System.Diagnostics;
using Distplusplus.Client.Inputs;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Compiler;

namespace Distplusplus.Tests.Client.Inputs;

/// <summary>
/// A directory of one test with sources to collect and the truth to compare with. Times lie in the past unless
/// asked for.
/// </summary>
internal sealed class SourceTree : IDisposable
{
    private static readonly DateTime _past = DateTime.UtcNow.AddHours(-1);

    public SourceTree()
    {
        var made = Directory.CreateTempSubdirectory("distplusplus-inputs-").FullName;
        Root = NativeFile.RealPath(made)!;
        Memory = Root + ".memory";
    }

    public string Root { get; }

    public string Memory { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public int Probes { get; private set; }

    public TimeProvider Time { get; set; } = new Later();

    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        File.SetLastWriteTimeUtc(full, _past);
    }

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        NativeFile.SymbolicLink(target, Path.Combine(Root, path));
    }

    public CollectedInputs Collect(
        string compiler, string source, IncludeOptions? options = null, bool remember = false,
        Language? language = null)
    {
        options ??= Options();
        var command = JobOf.Command([compiler, .. Words(options), "-c", source]);
        command = command with { Language = language ?? command.Language };
        var collector = new InputCollector(
            remember ? Memory : null,
            name => Environment.GetValueOrDefault(name),
            arguments =>
            {
                Probes++;
                var (exit, output, error) = Run(compiler, arguments);
                return (exit, output, error);
            },
            Time);
        return collector.Collect(
            command, "/usr/bin/" + compiler,
            new Fingerprint(command.Family, "", "", "digest of " + compiler, []), Root);
    }

    public static IncludeOptions Options(
        string[]? angle = null, string[]? quote = null, string[]? system = null, string[]? after = null,
        string[]? forced = null, string[]? macros = null, string[]? directories = null)
        => new(
            [.. quote ?? []], [.. angle ?? []], [.. system ?? []], [.. after ?? []], [.. forced ?? []],
            [.. macros ?? []], [.. directories ?? []]);

    /// <summary>The files the compiler itself reads, by path; null when it fails.</summary>
    public HashSet<string>? Truth(string compiler, string source, IncludeOptions? options = null)
    {
        options ??= Options();
        var (exit, output, _) = Run(compiler, ["-M", source, .. Words(options)]);
        if (exit != 0)
        {
            return null;
        }

        var names = output[(output.IndexOf(':', StringComparison.Ordinal) + 1)..]
            .Split([' ', '\n', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return [.. names.Select(name => NativeFile.RealPath(Path.Combine(Root, name)) ?? name)];
    }

    private static IEnumerable<string> Words(IncludeOptions options)
        =>
        [
            .. options.DirectoryOptions,
            .. options.Quote.SelectMany(d => new[] { "-iquote", d }), .. options.Angle.Select(d => "-I" + d),
            .. options.System.SelectMany(d => new[] { "-isystem", d }),
            .. options.After.SelectMany(d => new[] { "-idirafter", d }),
            .. options.ForcedIncludes.SelectMany(f => new[] { "-include", f }), .. options.Macros.Select(m => "-D" + m),
        ];

    public (int Exit, string Output, string Error) Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = program == "/bin/rm"
                ? "/"
                : Root,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["LC_ALL"] = "C";
        if (arguments.Contains("-v"))
        {
            foreach (var name in (string[])["CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH"])
            {
                start.Environment.Remove(name);
            }
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static string[] Files(CollectedInputs inputs)
        => inputs is CollectedInputs.Complete complete
            ? [.. complete.Entries.OfType<InputEntry.File>().Select(f => f.Path)]
            : throw new AssertionException(inputs.ToString());

    /// <summary>
    /// Paths of the tree's own entries, without its root: files as they are, links as "a -> b", directories as
    /// "a/".
    /// </summary>
    public string[] Own(CollectedInputs inputs)
        => inputs is CollectedInputs.Complete complete
            ? [.. complete.Entries.Where(
                e => e.Path.StartsWith(Root + "/", StringComparison.Ordinal)).Select(e => e switch
            {
                InputEntry.Link link => $"{e.Path[(Root.Length + 1)..]} -> {link.Target}",
                InputEntry.Directory => e.Path[(Root.Length + 1)..] + "/",
                _ => e.Path[(Root.Length + 1)..],
            })]
            : [inputs is CollectedInputs.Unknown unknown
                ? $"{unknown.Reason}: {unknown.Culprit.Replace(Root + "/", "", StringComparison.Ordinal)}"
                : ""];

    public void Dispose()
    {
        // Names that are no UTF-8 are beyond System.IO.
        Run("/bin/rm", ["-rf", Root]);
        if (Directory.Exists(Memory))
        {
            Directory.Delete(Memory, true);
        }
    }

    /// <summary>A clock ahead of the files': what the test just wrote counts as settled.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddSeconds(10);
    }
}
