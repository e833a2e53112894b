using Distplusplus.Client.Inputs;
using Distplusplus.Compiler;
using Distplusplus.Configuration;
using Distplusplus.Platform;

namespace Distplusplus.Client;

/// <summary>
/// The face that acts as a compiler: from argv to exit code, composed by hand because it starts ten thousand times a
/// build. Whatever stands in the way, it ends by becoming the plain compiler.
/// </summary>
internal static class CompilerFace
{
    /// <param name="name">The compiler's name or path.</param>
    /// <param name="unknownWord">
    /// We were not called by that name, it was our first word: what to say when it is no compiler. Null: called by
    /// name.
    /// </param>
    /// <returns>The exit code; does not return when the local compiler takes over.</returns>
    public static int Run(string name, IReadOnlyList<string> arguments, Func<string, string>? unknownWord)
    {
        var search = CompilerSearch.FromEnvironment();
        if (search.Find(name, Ourselves(), out var onlyOurselves) is not { } compiler)
        {
            return NotFound(name, unknownWord, onlyOurselves);
        }

        var settings = new Lazy<ClientConfiguration>(() => SettingsReader.ForClient(NativeEnvironment.Get, null));
        var outcome = Try(compiler, arguments, search.IsInside, settings, out var report);
        if (outcome is CompileOutcome.Finished finished)
        {
            var log = LogOf(settings.Value);
            if (log.Shows(LogThreshold.Info))
            {
                log.Write(LogThreshold.Info, report!.RemoteLine());
            }
            else if (report!.Alarm is { } alarm)
            {
                log.Write(LogThreshold.Warning, alarm);
            }

            if (settings.Value.Complaint is { } complaint)
            {
                log.Warn(complaint, complaint);
            }

            Record(settings.Value, report!.RemoteRecord());
            return finished.ExitCode;
        }

        return BecomeLocal(search, compiler, arguments, (CompileOutcome.Locally)outcome, report, settings);
    }

    /// <summary>Steps 4 to 8. Nothing that goes wrong here may stop the compile.</summary>
    private static CompileOutcome Try(
        LocalCompiler compiler,
        IReadOnlyList<string> arguments,
        bool inside,
        Lazy<ClientConfiguration> configuration,
        out CompileReport? report)
    {
        report = null;
        try
        {
            if (inside)
            {
                return new CompileOutcome.Locally(WhyLocal.Inside);
            }

            if (compiler.Driver is not { } driver)
            {
                if (Launchers.IsWrongWayRound(compiler.BaseName, arguments))
                {
                    report = new CompileReport(compiler.Name, arguments, TimeProvider.System);
                    return new CompileOutcome.Locally(WhyLocal.LauncherBehind(compiler.BaseName));
                }

                return new CompileOutcome.Locally(WhyLocal.NoCompiler);
            }

            switch (ArgumentClassifier.Classify(
                driver, arguments, CompilerContext.Of(compiler, driver, configuration)))
            {
                case Classification.RunLocally local:
                    report = local.Reason is LocalReason.NotACompile
                        ? null
                        : new CompileReport(compiler.Name, arguments, TimeProvider.System);
                    return new CompileOutcome.Locally(WhyLocal.CommandLine(local.Reason, local.Culprit));
                case Classification.Remote { Command: var command }:
                    report = new CompileReport(command.Source, TimeProvider.System);
                    return TryRemotely(compiler, command, configuration.Value, report);
                default:
                    throw new InvalidOperationException("a classification nobody knows");
            }
        }
        catch (NativeFileException e)
        {
            return new CompileOutcome.Locally(WhyLocal.OutputPlace(e.Message));
        }
        catch (ProcessStartException e)
        {
            return new CompileOutcome.Locally(WhyLocal.CompilerUnknown(e.Message));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new CompileOutcome.Locally(WhyLocal.Bug(e));
        }
    }

    private static CompileOutcome TryRemotely(
        LocalCompiler compiler, CompileCommand command, ClientConfiguration configuration, CompileReport report)
    {
        var settings = configuration.Settings;
        if (settings.Servers.IsEmpty)
        {
            return new CompileOutcome.Locally(
                (configuration.Complaint ?? VariableNames.Unknown(NativeEnvironment.All()).FirstOrDefault()?.Message)
                    is { } complaint
                        ? WhyLocal.Settings(complaint)
                        : WhyLocal.NoHosts);
        }

        var runtime = RuntimeDirectory.Open(NativeEnvironment.Get);
        var memory = new HostMemory(runtime, TimeProvider.System);
        var hostList = HostDiscovery.OfThisMachine(runtime, settings).Expand(settings.Servers);
        var selector = new HostSelector(hostList, memory, Random.Shared);
        var hosts = selector.Order();
        if (hosts.Count == 0)
        {
            return new CompileOutcome.Locally(WhyLocal.HostsRest(selector.Penalised()));
        }

        var cache = CacheDirectory.Path(NativeEnvironment.Get);
        if (new FingerprintCache(cache).Find(compiler, out var trouble) is not { } fingerprint)
        {
            return new CompileOutcome.Locally(WhyLocal.CompilerUnknown(trouble));
        }

        if (fingerprint.Family != command.Family)
        {
            return new CompileOutcome.Locally(WhyLocal.Misnamed(compiler.Name, fingerprint.Version));
        }

        var here = NativeFile.WorkingDirectory();
        var collector = CollectorOf(compiler, cache);
        return EventLoop.Run(loop => new CompileClient(
                command,
                new OfferBuilder(compiler, command, fingerprint, here, SoftwareVersion.Name),
                () => collector.Collect(command, command.IncludeOptions, compiler.Path, fingerprint, here),
                new HostBidding(
                    hosts, memory, settings, IdleCores.OfThisMachine(SlotsFor("compile", settings)), loop),
                ContentEncoder.Of(settings),
                report)
            .RunAsync(CancellationToken.None));
    }

    /// <summary>What finds the headers of a compile; also asked by who only wants to know.</summary>
    public static InputCollector CollectorOf(LocalCompiler compiler, string? cache) => new(
        cache,
        NativeEnvironment.Get,
        arguments => CompilerProbe.Run(compiler.Path, arguments) is var answer
            ? (answer.ExitCode, answer.Output, answer.Error)
            : default,
        TimeProvider.System);

    private static int BecomeLocal(
        CompilerSearch search,
        LocalCompiler compiler,
        IReadOnlyList<string> arguments,
        CompileOutcome.Locally local,
        CompileReport? report,
        Lazy<ClientConfiguration> configuration)
    {
        var why = local.Why;

        // A version question is no compile: nothing is read or said for it.
        if (report is not null)
        {
            var log = LogOf(configuration.Value);
            if (why.NeedsFallback && !configuration.Value.Settings.Fallback)
            {
                log.Write(LogThreshold.Error, report.StrictLine(why));
                Record(configuration.Value, report.LocalRecord(why, compiles: false));
                return ExitCodes.FarmTrouble;
            }

            Record(configuration.Value, report.LocalRecord(why, compiles: true));
            if (why.Warns)
            {
                log.Warn(report.LocalLine(why), OutageOf(why, configuration.Value.Settings));
            }
            else
            {
                log.Write(LogThreshold.Info, report.LocalLine(why));
            }
        }

        // The slot's lock goes on to the compiler this process becomes.
        using var slot = local.Slot is { } held ? held
            : report is null || !why.TakesSlot || configuration.Value.Settings.Servers.IsEmpty
            ? null
            : SlotsFor("compile", configuration.Value.Settings).Take(keepAcrossExec: true);
        search.RememberVisit(compiler);
        return compiler.Become(arguments);
    }

    private static int NotFound(string name, Func<string, string>? unknownWord, bool onlyOurselves)
    {
        var shown = NativeText.ForPeople(name);
        if (onlyOurselves)
        {
            ClientLog.WriteLine(
                $"every {shown} on PATH leads back to distplusplus; put the directory of the real compiler on PATH");
            return ExitCodes.Recursion;
        }

        if (unknownWord is not null && !name.Contains('/') && !CompilerName.LooksLikeCompiler(name))
        {
            ClientLog.WriteLine(unknownWord(name));
            return ExitCodes.Usage;
        }

        ClientLog.WriteLine(MissingCompiler.Sentence(name));
        return ExitCodes.CompilerNotFound;
    }

    private static string? OutageOf(WhyLocal why, ClientSettings settings)
        => why.Outage is { } outage ? $"{outage} {string.Join(' ', settings.Servers)}" : null;

    private static void Record(ClientConfiguration configuration, CompileRecord record)
    {
        if (configuration.Settings.Records)
        {
            CompileRecords.Append(RuntimeDirectory.Open(NativeEnvironment.Get), record);
        }
    }

    private static LocalSlots SlotsFor(string kind, ClientSettings settings)
        => new(RuntimeDirectory.Open(NativeEnvironment.Get), kind, settings.LocalSlots ?? Environment.ProcessorCount);

    private static FileIdentity Ourselves() => FileIdentity.Of("/proc/self/exe") ?? default;

    private static ClientLog LogOf(ClientConfiguration configuration) => new(configuration.Settings.LogLevel);
}
