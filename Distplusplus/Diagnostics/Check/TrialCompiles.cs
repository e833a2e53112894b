using System.Globalization;
using System.Security.Cryptography;
using Distplusplus.Client;
using Distplusplus.Client.Records;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Diagnostics.Check;

/// <summary>
/// Real compiles at hosts, compared byte for byte with the same compiles here. Made by <c>check</c> for one look; it
/// starts this program itself, as a build would, with a directory and bookkeeping of its own.
/// </summary>
internal sealed class TrialCompiles : IDisposable
{
    private const string OwnName = "distplusplus";
    private const string Source = "#include <stddef.h>\n"
        + "size_t trial(const char *text)\n{\n    size_t n = 0;\n    while (text[n]) n++;\n    return n;\n}\n";

    /// <summary>Nothing makes these shorter but a quarter: each of 64 letters carries six bits.</summary>
    private const int RandomBytes = 3 << 18;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _self;
    private readonly string? _config;
    private readonly TimeProvider _time;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("distplusplus-check-");

    /// <param name="self">The file this program is.</param>
    /// <param name="config">The value of --config.</param>
    public TrialCompiles(string self, string? config, TimeProvider time)
    {
        (_self, _config, _time) = (self, config, time);
        File.WriteAllText(In("trial.c"), Source);
        File.WriteAllText(In("trial.cc"), Source);
        var letters = Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).Replace('/', '_');
        File.WriteAllText(In("large.c"), $"/*{letters}*/\n{Source}");
    }

    /// <summary>Blocks until all is compiled.</summary>
    /// <param name="compilers">Those that the host has as well.</param>
    public IEnumerable<TrialResult> At(HostAddress host, IEnumerable<InstalledCompiler> compilers)
    {
        var runtime = Directory.CreateDirectory(In($"{Guid.NewGuid():N}")).FullName;
        var measured = false;
        foreach (var compiler in compilers)
        {
            var source = compiler.Name.EndsWith("++", StringComparison.Ordinal) ? "trial.cc" : "trial.c";
            var result = Compare(host, runtime, compiler, source);
            if (result is TrialResult.Same same && !measured && source == "trial.c")
            {
                measured = true;
                result = same with { BytesPerSecond = Throughput(host, runtime, compiler) };
            }

            yield return result;
            if (result is TrialResult.NoRoom)
            {
                yield break;
            }
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private TrialResult Compare(HostAddress host, string runtime, InstalledCompiler compiler, string source)
    {
        var here = Output();
        var (plain, tookHere) = Run(compiler.Path, [compiler.Path, .. Arguments(source, here)], environment: null);
        if (plain.ExitCode != 0)
        {
            return new TrialResult.FailsHere(compiler, FirstLine(plain.Error));
        }

        var (record, error, there, took) = AtHost(host, runtime, compiler, source);
        return !IsDone(record, host) ? Unsuccessful(host, compiler, record, error)
            : File.ReadAllBytes(here).AsSpan().SequenceEqual(File.ReadAllBytes(there))
            ? new TrialResult.Same(compiler, took, tookHere)
            : new TrialResult.Differs(compiler);
    }

    private static TrialResult Unsuccessful(
        HostAddress host, InstalledCompiler compiler, CompileRecord? record, string error)
    {
        if (record is { LacksRoom: true })
        {
            return new TrialResult.NoRoom(compiler);
        }

        var (trouble, start) = (Trouble(error), $"{host}: ");
        return new TrialResult.Failed(
            compiler, trouble.StartsWith(start, StringComparison.Ordinal) ? trouble[start.Length..] : trouble);
    }

    private static bool IsDone(CompileRecord? record, HostAddress host)
        => record is { Kind: CompileRecordKind.Host } && record.Where == $"{host}";

    /// <summary>Measures the additional time of a file of a megabyte over a small one.</summary>
    /// <returns>Null: it did not come through.</returns>
    private double? Throughput(HostAddress host, string runtime, InstalledCompiler compiler)
    {
        var (smallRecord, _, _, small) = AtHost(host, runtime, compiler, "trial.c");
        var (largeRecord, _, _, large) = AtHost(host, runtime, compiler, "large.c");
        return IsDone(smallRecord, host) && IsDone(largeRecord, host)
            ? RandomBytes / Math.Max(0.001, (large - small).TotalSeconds)
            : null;
    }

    /// <returns>What the compile left for the summary, or null; its lines; where the object is; the time.</returns>
    private (CompileRecord? Record, string Error, string Object, TimeSpan Took) AtHost(
        HostAddress host, string runtime, InstalledCompiler compiler, string source)
    {
        var output = Output();
        var before = Records().Count();
        var (result, took) = Run(
            _self, [OwnName, compiler.Path, .. Arguments(source, output)], [.. Environment(host, runtime)]);
        return (Records().Skip(before).LastOrDefault(), result.Error, output, took);

        IEnumerable<CompileRecord> Records()
            => CompileRecords.Read(
                RuntimeDirectory.Open(name => name == RuntimeDirectory.Variable ? runtime : null));
    }

    private static string[] Arguments(string source, string output) => ["-O2", "-c", source, "-o", output];

    private ((int ExitCode, string Error) Result, TimeSpan Took) Run(
        string program, string[] arguments, IReadOnlyList<string>? environment)
    {
        var began = _time.GetTimestamp();
        using var child = ChildProcess.Start(new ProcessStart(program, arguments)
        {
            Environment = environment,
            WorkingDirectory = _directory.FullName,
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
        });
        using var late = new CancellationTokenSource(s_patience, _time);
        using var kill = late.Token.Register(() => child.KillTree());
        var captured = new CapturedOutput();
        var exit = captured.ReadToEnd(child, limit: 1 << 20);
        return ((exit.Code, NativeText.Decode(captured.Error.Span)), _time.GetElapsedTime(began));
    }

    /// <summary>As it is, but for what makes the compile go to this host or nowhere, and what would keep it.</summary>
    private IEnumerable<string> Environment(HostAddress host, string runtime)
    {
        string[] own =
        [
            $"DISTPLUSPLUS_SERVERS={host}", "DISTPLUSPLUS_FALLBACK=0", "DISTPLUSPLUS_LOG_LEVEL=info",
            "DISTPLUSPLUS_RECORDS=1", "DISTPLUSPLUS_SLOT_TIMEOUT=10s", $"{RuntimeDirectory.Variable}={runtime}",
            .. _config is null ? [] : (string[])[$"{ConfigurationFile.VariableName}={Path.GetFullPath(_config)}"],
        ];
        string[] replaced =
        [
            .. own.Select(variable => variable[..(variable.IndexOf('=') + 1)]), "_DISTPLUSPLUS_VISITED=", "PWD=",
            "UNCACHED_ERR_FD=",
        ];
        return NativeEnvironment.All()
            .Where(variable => !Array.Exists(
                replaced, name => variable.StartsWith(name, StringComparison.Ordinal)))
            .Concat(own);
    }

    /// <summary>Why no host did it, from the line of the compile.</summary>
    private static string Trouble(string error)
    {
        string[] told = [CompileReport.NotCompiled, CompileReport.CompiledHere];
        var line = error.Split('\n').FirstOrDefault(
            line => Array.Exists(told, start => line.Contains(start, StringComparison.Ordinal))) ?? FirstLine(error);
        foreach (var start in (string[])["distplusplus: ", .. told, "all hosts failed or refused: "])
        {
            line = line.IndexOf(start, StringComparison.Ordinal) is >= 0 and var at
                ? line[(at + start.Length)..]
                : line;
        }

        return line.IndexOf(CompileReport.Forbidden, StringComparison.Ordinal) is > 0 and var end
            ? line[..end]
            : line;
    }

    private static string FirstLine(string text)
        => text.Split('\n', 2)[0] is { Length: > 0 } line ? line : "it said nothing";

    private string Output()
        => In(string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}.o"));

    private string In(string name) => Path.Combine(_directory.FullName, name);
}
