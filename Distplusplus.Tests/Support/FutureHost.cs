using Distplusplus.Protocol;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A host of a later minor version on a UNIX socket: what it says is full of fields, messages, features and numbers
/// that nobody knows today. Every job gets the same object.
/// </summary>
internal sealed class FutureHost : Distplusplus.Protocol.BuildHost.BuildHostBase, IAsyncDisposable
{
    // Field 99, length-delimited, "future".
    private static readonly byte[] Unknown = [0x9A, 0x06, 6, .. "future"u8];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dpp-future-");
    private readonly WebApplication _application;

    private FutureHost()
    {
        Address = $"unix:{_directory.FullName}/socket";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(
                $"{_directory.FullName}/socket", listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.CompressionProviders.Add(new ZstdCompressionProvider()));
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<FutureHost>();
    }

    public string Address { get; }

    public static byte[] Object { get; } = "an object of the future"u8.ToArray();

    public static async Task<FutureHost> StartAsync()
    {
        var host = new FutureHost();
        await host._application.StartAsync();
        return host;
    }

    public override async Task Compile(
        IAsyncStreamReader<CompileRequest> requests,
        IServerStreamWriter<CompileReply> replies,
        ServerCallContext context)
    {
        await requests.MoveNext();
        var inputs = requests.Current.Offer.Inputs;
        await SayAsync(new CompileReply());
        await SayAsync(new CompileReply { Queued = new Queued { Position = 1 } });
        var granted = new Granted
        {
            Version = new ProtocolVersion { Major = 1, Minor = 9 },
            Load = new HostLoad { Slots = 1 },
        };
        granted.Features.Add("time-travel");
        granted.AcceptedEncodings.Add((Encoding)77);
        granted.Lacking.AddRange(Enumerable.Range(0, inputs.Count)
            .Where(i => !inputs[i].Sha256.IsEmpty || inputs[i].Streamed)
            .Select(i => (uint)i));
        await SayAsync(new CompileReply { Granted = granted });
        while (await requests.MoveNext() && requests.Current.End is null)
        {
        }

        await SayAsync(new CompileReply { Started = new Started() });
        await SayAsync(new CompileReply());
        await SayAsync(new CompileReply { Heartbeat = new Heartbeat { Phase = (Phase)42 } });
        await SayAsync(new CompileReply
        {
            Output = new OutputChunk { Data = ByteString.CopyFrom(Object), Encoding = Encoding.Identity, Last = true },
        });
        await SayAsync(new CompileReply { Finished = new Finished { ExitCode = 0, Used = new Resources() } });

        Task SayAsync(CompileReply reply)
            => replies.WriteAsync(CompileReply.Parser.ParseFrom([.. reply.ToByteArray(), .. Unknown]));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
