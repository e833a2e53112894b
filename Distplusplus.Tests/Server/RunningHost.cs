using System.Net.Sockets;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Server;
using Distplusplus.Server.Hosting;
using Grpc.Net.Client;

namespace Distplusplus.Tests.Server;

/// <summary>A build host inside the test's process, on a port the system chose, with its own directories.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly Task<int> _running;

    private RunningHost(
        Task<int> running, CancellationTokenSource stop, GrpcChannel channel, Scratch scratch, List<string> lines)
    {
        _running = running;
        _stop = stop;
        _channel = channel;
        Scratch = scratch;
        Lines = lines;
        Client = new BuildHost.BuildHostClient(channel);
    }

    public BuildHost.BuildHostClient Client { get; }

    public GrpcChannel Channel => _channel;

    public Scratch Scratch { get; }

    public List<string> Lines { get; }

    public string JobsDirectory => Scratch.Path + "/jobs";

    public string StoreDirectory => Scratch.Path + "/store";

    /// <summary>What stands in the directories of jobs.</summary>
    public List<string> Litter()
        => [.. Directory.GetDirectories(JobsDirectory).SelectMany(
            run => Directory.GetFileSystemEntries(run)).Where(path => path.Contains("dpp-"))];

    public static async Task<RunningHost> StartAsync(
        Func<ServerSettings, ServerSettings>? change =
            null, JobLimits? limits = null, Scratch? scratch = null, bool unix = false)
    {
        scratch ??= new Scratch();
        var settings = new ServerSettings
        {
            Listen = unix
                ? new HostAddress(HostAddressKind.UnixSocket, scratch.Path + "/socket", 0)
                : new HostAddress(HostAddressKind.Network, "127.0.0.1", 0),
            Slots = 2,
            TemporaryDirectory = scratch.Path + "/jobs",
            StoreDirectory = scratch.Path + "/store",
            Heartbeat = TimeSpan.FromMilliseconds(200),
            CompilerDirectories = ["/usr/lib/distcc"],

            // Compilers are shut in by the thread that starts them, where the runtime must not compile anything anew.
            Isolation = IsolationPreference.Off,
        };
        settings = change?.Invoke(settings) ?? settings;
        var stop = new CancellationTokenSource();
        var lines = new List<string>();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new HostStart(settings, File: null, Inherited: null, line =>
        {
            lines.Add(line);
            if (line.StartsWith("listening on ", StringComparison.Ordinal))
            {
                ready.SetResult(line["listening on ".Length..]);
            }
        })
        {
            Limits = limits ?? new JobLimits(),
        };
        var running = ServerHost.ServeAsync(start, stop.Token, CancellationToken.None);
        if (await Task.WhenAny(ready.Task, running) == running)
        {
            Assert.Fail($"the host ended with {await running}: {string.Join('\n', lines)}");
        }

        var address = await ready.Task;
        var channel = address.StartsWith("unix:", StringComparison.Ordinal)
            ? GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    ConnectCallback = async (_, cancel) =>
                    {
                        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address["unix:".Length..]), cancel);
                        return new NetworkStream(socket, ownsSocket: true);
                    },
                },
            })
            : GrpcChannel.ForAddress("http://" + address);
        return new RunningHost(running, stop, channel, scratch, lines);
    }

    /// <summary>Asks the host to end.</summary>
    public Task<int> StopAsync()
    {
        _stop.Cancel();
        return _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _channel.Dispose();
        Scratch.Dispose();
    }
}
