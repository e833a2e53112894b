using Distplusplus.Client.Attempts;
using Distplusplus.Client.Hosts;
using Distplusplus.Client.Local;
using Distplusplus.Compiler.Identity;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Network;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client;

/// <summary>
/// Acts as a compiler: from argv to exit code, composed by hand because it starts ten thousand times per build. On any
/// failure it executes the local compiler. The numbers are those of ARCHITECTURE.md.
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
        // 2: the real compiler.
        var search = CompilerSearch.FromEnvironment();
        if (search.Find(name, FileIdentity.Of("/proc/self/exe") ?? default, out var onlyOurselves) is not { } compiler)
        {
            return NotFound(name, unknownWord, onlyOurselves);
        }

        var configuration = new Lazy<ClientConfiguration>(() => SettingsReader.ForClient(NativeEnvironment.Get, null));
        var finish = new CompileFinish(search, compiler, arguments, configuration, TimeProvider.System);
        if (search.IsInside)
        {
            return finish.Locally(new CompileOutcome.Locally(FallbackReason.Inside), null);
        }

        // 3: the command line.
        var planner = new CompilePlanner(compiler, configuration, NativeEnvironment.Get);
        var plan = planner.Judge(arguments);
        return plan switch
        {
            CompilePlan.Local local => finish.Locally(new CompileOutcome.Locally(local.Why), local.Subject),
            CompilePlan.Candidate candidate => finish.Run(
                Distribute(compiler, planner, candidate, configuration.Value), candidate.Subject),
            _ => throw new InvalidOperationException("a plan nobody knows"),
        };
    }

    /// <summary>Steps 4 to 6. Nothing that goes wrong here may stop the compile.</summary>
    private static CompileOutcome Distribute(
        LocalCompiler compiler,
        CompilePlanner planner,
        CompilePlan.Candidate candidate,
        ClientConfiguration configuration)
    {
        try
        {
            var settings = configuration.Settings;
            if (settings.Servers.IsEmpty)
            {
                return new CompileOutcome.Locally(NoServers(configuration));
            }

            var runtime = RuntimeDirectory.Open(NativeEnvironment.Get);
            var memory = new HostStateCache(runtime, TimeProvider.System);
            var hostList = HostDiscovery.OfThisMachine(runtime, settings).Expand(settings.Servers);
            var selector = new HostSelector(hostList, memory, Random.Shared);
            var hosts = selector.Order();
            if (hosts.Count == 0)
            {
                return new CompileOutcome.Locally(FallbackReason.HostsRest(selector.Penalised()));
            }

            return EventLoop.Run(async loop =>
            {
                // 4: the first host is connected to while the inputs are looked for.
                var bidding = new OfferDispatcher(
                    hosts, memory, settings, IdleCores.OfThisMachine(LocalSlots.ForCompiles(settings)), loop);
                bidding.ConnectAhead(CancellationToken.None);
                return planner.Complete(candidate) switch
                {
                    CompilePlan.Local local => new CompileOutcome.Locally(local.Why),

                    // 5 and 6: the job, and who does it.
                    CompilePlan.Direct direct => await new RemoteCompile(
                        direct, new OfferBuilder(compiler, direct, SoftwareVersion.Name), bidding,
                        new ContentEncoder(settings.CompressionLevel)).RunAsync(CancellationToken.None),
                    _ => throw new InvalidOperationException("a plan nobody knows"),
                };
            });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new CompileOutcome.Locally(FallbackReason.Of(e));
        }
    }

    private static FallbackReason NoServers(ClientConfiguration configuration)
        => (configuration.Complaint ?? VariableNames.Unknown(NativeEnvironment.All()).FirstOrDefault()?.Message)
            is { } complaint
                ? FallbackReason.Settings(complaint)
                : FallbackReason.NoHosts;

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
}
