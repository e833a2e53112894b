using Distplusplus.Client.Attempts;
using Distplusplus.Client.Inputs;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client;

/// <summary>The reason for a local compile, as in its log line.</summary>
/// <param name="Name">Stable, kebab-case.</param>
/// <param name="Sentence">For people: what happened, to which thing, what to do.</param>
/// <param name="FarmIsToBlame">Trouble with hosts or settings, worth a warning; not the nature of the compile.</param>
internal sealed record FallbackReason(string Name, string Sentence, bool FarmIsToBlame)
{
    /// <summary>Told at level warning; otherwise at info.</summary>
    public bool Warns { get; init; } = FarmIsToBlame;

    /// <summary>Equal for all compiles that meet the same trouble, which is not said of each; null: it is.</summary>
    public string? Outage { get; init; }

    /// <summary>With DISTPLUSPLUS_FALLBACK=0 an error instead of a compile here.</summary>
    public bool NeedsFallback { get; init; } = FarmIsToBlame;

    /// <summary>Every host that was asked had no slot for it.</summary>
    public bool LacksRoom { get; init; }

    /// <summary>Counts among the compiles this machine does at once while the farm does the rest.</summary>
    public bool TakesSlot { get; init; } = true;

    public static FallbackReason CommandLine(LocalReason reason, string culprit)
        => new(LocalReasons.Name(reason), LocalReasons.Sentence(reason, culprit), false)
        {
            TakesSlot = reason != LocalReason.Linking,
        };

    private const string HostsAreGone = "hosts are gone";

    public static readonly FallbackReason Inside
        = new("inside", "called by a program that distplusplus itself started", false) { TakesSlot = false };

    public static readonly FallbackReason NoCompiler
        = new("no-known-compiler", "its name is not that of a known compiler", false);

    public static readonly FallbackReason NoHosts
        = new("no-hosts", "no hosts are configured; set DISTPLUSPLUS_SERVERS, or servers in the configuration "
            + "file", false)
        {
            NeedsFallback = true,
        };

    /// <param name="launcher">ccache and its like, with a compile as its arguments.</param>
    public static FallbackReason LauncherBehind(string launcher) => new(
        "launcher-behind",
        launcher is "ccache" or "sccache"
            ? $"{launcher} comes after distplusplus; use CCACHE_PREFIX=distplusplus ccache gcc …"
            : $"{launcher} also distributes compiles; use only one of the two",
        false)
    {
        Warns = true,
    };

    /// <param name="sentence">The host's.</param>
    public static FallbackReason NoWayToSend(string sentence) => new("no-way-to-send", sentence, false);

    /// <summary>A pipe may be opened once, by the compiler.</summary>
    public static FallbackReason NoWayToSend(CollectedInputs.Unknown unknown) => NoWayToSend(
        FileIdentity.IsReadOnce(unknown.Culprit)
            ? $"{NativeText.ForPeople(unknown.Culprit)} is not a regular file and can be read only once"
            : DirectObstacles.Sentence(unknown.Reason, unknown.Culprit));

    /// <summary>The reason for an exception that was thrown on the way.</summary>
    public static FallbackReason Of(Exception e) => e switch
    {
        NativeFileException => OutputPlace(e.Message),
        ProcessStartException => CompilerUnknown(e.Message),
        _ => Bug(e),
    };

    private static FallbackReason Bug(Exception e)
        => new("internal-error", $"a bug in distplusplus, please report it: {e}", true);

    public static FallbackReason Settings(string problem) => new("settings", problem, true) { Outage = problem };

    public static FallbackReason CompilerUnknown(string trouble) => new("compiler-unknown", trouble, false);

    /// <summary>The program of the compiler's name adds options of its own, or changes the object.</summary>
    /// <param name="clause">What it is or does.</param>
    public static FallbackReason NoDriver(string path, string clause) => new(
        "compiler-wrapper",
        $"{NativeText.ForPeople(path)} {clause}, so the effective command line is not known",
        false);

    public static FallbackReason Misnamed(string name, string version)
        => new("compiler-misnamed", $"{name} reports that it is {version}", false);

    public static FallbackReason OutputPlace(string sentence) => new("output-place", sentence, false);

    public static readonly FallbackReason MissingFile
        = new("missing-file", "the compiler on the host did not find a file; a local compile decides", false);

    public static FallbackReason HostsBusy { get; } = new(
        "hosts-busy", "all hosts only queued it, and this machine has an idle core", false);

    public static FallbackReason HostsRest(IReadOnlyList<string> troubles)
        => new("hosts-rest", "all hosts failed recently: " + string.Join("; ", troubles), true)
        {
            Outage = HostsAreGone,
        };

    public static FallbackReason NoHostCould(IReadOnlyList<RemoteAttempt> attempts)
        => new("no-host", "all hosts failed or refused: " + string.Join("; ", attempts.Select(a => a.Sentence)), true)
        {
            Outage = attempts.All(attempt => attempt.HostIsToBlame) ? HostsAreGone
                : attempts.All(attempt => attempt.IsEveryJobs) ? "hosts refuse"
                : null,
            LacksRoom = attempts.Count > 0 && attempts.All(attempt => attempt.LacksRoom),
        };
}
