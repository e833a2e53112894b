using System.Collections.Concurrent;
using System.Collections.Immutable;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Jobs;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Shuts a compiler in so that it sees the job's tree as "/", for what writes names of files past every map. Its own
/// system stands in a directory of that tree whose name nobody else uses. Made once by JobIsolation; needs bubblewrap.
/// </summary>
internal sealed class RootSandbox
{
    /// <summary>Where the host's own system stands: a name of no source, so that outputs can be searched.</summary>
    public const string HostSystem = "/.distplusplus-host";

    /// <summary>The compiler's TMPDIR.</summary>
    public const string Temporary = HostSystem + "/tmp";

    private const string CalledAs = HostSystem + "/called";

    /// <summary>
    /// The files that programs look for under their full names. Of the loaders, those for our architecture.
    /// </summary>
    private static readonly string[] s_fullNames =
    [
        "/etc/clang", "/etc/localtime", "/usr/lib/locale", "/usr/share/locale", "/usr/share/zoneinfo",
        "/lib/terminfo", "/usr/share/terminfo",
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
    ];

    private static readonly string[] s_libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];

    private readonly Bubblewrap _bubblewrap;
    private readonly ReadableSystem _system;
    private readonly ImmutableArray<string> _taken;
    private readonly ImmutableArray<string> _frame;
    private readonly string _libraryPath;
    private readonly ConcurrentDictionary<string, bool> _fit = new(StringComparer.Ordinal);

    private RootSandbox(Bubblewrap bubblewrap, ReadableSystem system)
    {
        _bubblewrap = bubblewrap;
        _system = system;
        string[] libraries =
        [
            .. FileTree.Names("/usr/lib").Select(name => $"/usr/lib/{name}")
                .Where(directory => IsThere($"{directory}/libc.so.6")),
            .. s_libraries,
        ];
        _libraryPath = string.Join(':', libraries.Select(directory => HostSystem + directory));
        string[] places = [.. s_fullNames, .. libraries.Select(directory => $"{directory}/gconv")];
        _taken = [.. places, HostSystem, "/etc", "/dev", "/proc"];
        _frame =
        [
            .. Bubblewrap.OwnDevices,
            "--tmpfs", HostSystem,
            .. system.Places.SelectMany(place => Show(place, HostSystem + place)),
            .. places.Where(IsThere).SelectMany(place => Show(place, place)),
        ];
    }

    /// <summary>Tries it.</summary>
    /// <returns>Null, and why: it does not work here.</returns>
    public static RootSandbox? TryMake(Bubblewrap bubblewrap, ReadableSystem system, out string? why)
    {
        var cell = new RootSandbox(bubblewrap, system);
        why = bubblewrap.Trouble(cell.AroundNothing("/usr/bin/true", "true"));
        return why is null ? cell : null;
    }

    /// <summary>Why this compiler cannot work so, or not with this job; null: it can.</summary>
    /// <param name="directories">Where the job works and writes.</param>
    public Refusal? Obstacle(
        CatalogEntry compiler, IEnumerable<JobInput> inputs, IEnumerable<string> directories)
        => directories.Select(ObstacleBelow)
            .Concat(inputs.Select(ObstacleOf))
            .FirstOrDefault(obstacle => obstacle is not null)
            ?? Unfitness(compiler);

    /// <param name="culprit">What of the job it is about; empty: no job can have such a tree here.</param>
    public static Refusal Refuse(string culprit, string? why)
        => new(
            RefusalReason.ModeUnsupported, culprit,
            $"this host cannot give a job a tree that stands at / ({why})");

    /// <param name="start">Its arguments name files as the client does.</param>
    /// <param name="currentDirectory">What the job calls its working directory.</param>
    public ProcessStart Wrap(
        ProcessStart start, string currentDirectory, JobDirectory directory, IEnumerable<string> writable)
        => _bubblewrap.Enter(
            start with { Environment = [.. start.Environment!.Select(Moved), $"LD_LIBRARY_PATH={_libraryPath}"] },
            [
                "--bind", directory.Root, "/",
                .. writable.Where(place => place.Length > 1)
                    .SelectMany(place => (string[])["--bind", directory.Root + place, place]),
                .. _frame,
                "--bind", directory.Temporary, Temporary,
                .. Call(start.Path, PathText.Name(start.Arguments[0]), out var called),
                .. writable.Any(place => place.Length <= 1) ? [] : (string[])["--remount-ro", "/"],
                "--chdir", currentDirectory,
                "--", called, .. start.Arguments.Skip(1),
            ]);

    // What fits once fits always; trouble may pass.
    private Refusal? Unfitness(CatalogEntry compiler)
    {
        var key = $"{compiler.Fingerprint!.Digest} {compiler.Path}";
        if (_fit.ContainsKey(key))
        {
            return null;
        }

        if (Try(compiler) is { } trouble)
        {
            return Refuse(compiler.Path, trouble);
        }

        _fit.TryAdd(key, true);
        return null;
    }

    /// <summary>A compile of nothing, in a tree of nothing.</summary>
    private string? Try(CatalogEntry compiler)
    {
        foreach (var language in new[] { Language.C, Language.Cxx })
        {
            if (compiler.Fingerprint!.Languages.Contains(language)
                && _bubblewrap.Try(
                [
                    .. AroundNothing(compiler.Path, PathText.Name(compiler.Path)),
                    "-x", SourceLanguage.Name(language), "-c", "/dev/null", "-o", "/nothing.o",
                ],
                out var said) != 0)
            {
                return $"{compiler.Path} does not work in a tree of its own: "
                    + NativeText.ForPeople(said.Trim().Split('\n')[0]);
            }
        }

        return null;
    }

    private IEnumerable<string> AroundNothing(string program, string name) =>
    [
        "--tmpfs", "/",
        .. _frame,
        "--tmpfs", Temporary,
        .. Call(program, name, out var called),
        "--setenv", "LD_LIBRARY_PATH", _libraryPath,
        "--setenv", "PATH", $"{HostSystem}/usr/bin",
        "--setenv", "TMPDIR", Temporary,
        "--", called,
    ];

    // Compilers find their parts by where they really are, and call themselves what they are called.
    private string[] Call(string program, string name, out string called)
    {
        called = $"{CalledAs}/{name}";
        var real = NativeFile.RealPath(program) ?? program;
        return
        [
            .. _system.InstallationOf(program).SelectMany(part => Show(part, HostSystem + part)),
            "--symlink", HostSystem + real, called,
            "--remount-ro", HostSystem,
        ];
    }

    /// <summary>Prefixes the directories of PATH with those of the host's own system.</summary>
    private static string Moved(string variable)
        => variable.StartsWith("PATH=", StringComparison.Ordinal)
            ? "PATH=" + string.Join(':', variable[5..].Split(':').Select(directory => HostSystem + directory))
            : variable;

    // A link is judged by where it leads as well: a program of the host's is none of a toolchain in the tree.
    private Refusal? ObstacleOf(JobInput input) => input switch
    {
        JobInput.Directory directory => ObstacleBelow(directory.Path),
        JobInput.Link link => ObstacleOf(link.Path) ?? (IsNull(link.LeadsTo) ? null : ObstacleBelow(link.LeadsTo)),
        _ => ObstacleOf(input.Path),
    };

    private static bool IsNull(string path) => path == "/dev/null";

    // A link would lead a mount elsewhere, a file below one would not be seen, and some names are code to programs.
    private Refusal? ObstacleOf(string path)
        => IsNull(path) ? null
            : LoadsCode(PathText.Name(path))
                ? Refuse(path, $"{NativeText.ForPeople(path)} has a name that compilers or loaders look for")
            : _taken.Any(place => IsIn(place, path)) ? Stands(path)
            : ObstacleBelow(path);

    private Refusal? ObstacleBelow(string path) => _taken.Any(place => IsIn(path, place)) ? Stands(path) : null;

    private static Refusal Stands(string path)
        => Refuse(path, $"{NativeText.ForPeople(path)} stands where the host's own files must");

    /// <summary>
    /// Read by the dynamic loader, the C library or a driver in places that were fixed when they were built, which the
    /// tree may hold: libraries, gcc's specs, clang's settings, translations.
    /// </summary>
    private static bool LoadsCode(string name)
        => name.StartsWith("specs", StringComparison.Ordinal) || name.EndsWith(".specs", StringComparison.Ordinal)
            || name.EndsWith(".spec", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal)
            || name.Contains(".so.", StringComparison.Ordinal)
            || name.EndsWith(".cfg", StringComparison.Ordinal) || name.EndsWith(".mo", StringComparison.Ordinal)
            || name.StartsWith("gconv-modules", StringComparison.Ordinal);

    private static bool IsIn(string path, string directory)
        => path.StartsWith(directory, StringComparison.Ordinal)
            && (path.Length == directory.Length || path[directory.Length] == '/');

    private static string[] Show(string place, string where) => ["--ro-bind", place, where];

    private static bool IsThere(string path) => FileIdentity.Of(path) is not null;
}
