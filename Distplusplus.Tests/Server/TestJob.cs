using System.Security.Cryptography;
using Distplusplus.Compiler.Identity;
using Distplusplus.Protocol;
using Google.Protobuf;
using Grpc.Core;
using ZstdSharp;

namespace Distplusplus.Tests.Server;

/// <summary>A job as a small client sends it: an offer and the contents behind its digests.</summary>
internal sealed class TestJob
{
    private static readonly Lazy<Fingerprint> Gcc = new(() => Inspect("/usr/bin/gcc"));
    private static readonly Lazy<Fingerprint> Clang = new(() => Inspect("/usr/bin/clang"));

    private static Fingerprint Inspect(string path)
        => Distplusplus.Server.Compilers.CatalogFinding.Of(path).Fingerprint!;

    public Offer Offer { get; } = new();

    public Dictionary<int, byte[]> Contents { get; } = [];

    public Encoding Encoding { get; set; } = Encoding.Zstd;

    public static TestJob Direct(string source, string directory, bool clang = false, Language language = Language.C)
    {
        var job = new TestJob();
        var fingerprint = (clang ? Clang : Gcc).Value;
        job.Offer.Version = new ProtocolVersion { Major = 1 };
        job.Offer.Client = new ClientIdentity { Software = "test", Machine = "machine", User = "user" };
        job.Offer.Compiler = new CompilerFingerprint
        {
            Family = fingerprint.Family,
            Version = fingerprint.Version,
            Target = fingerprint.Target,
            Digest = ByteString.CopyFrom(Convert.FromHexString(fingerprint.Digest)),
        };
        job.Offer.Language = language;
        job.Offer.Stage = Stage.Object;
        job.Offer.Mode = SendMode.Direct;
        job.Offer.WorkingDirectory = Bytes(directory);
        job.Offer.Source = Bytes(source);
        job.Offer.Output = Bytes("out.o");
        job.Offer.Outputs.Add(new Output { Path = Bytes("out.o"), Kind = OutputKind.Main });
        job.Offer.AcceptedEncodings.Add(Encoding.Zstd);
        return job;
    }

    public TestJob File(string path, string content, long modifiedNs = 1_000_000_007)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        Contents[Offer.Inputs.Count] = bytes;
        Offer.Inputs.Add(new Input
        {
            Path = Bytes(path),
            Sha256 = ByteString.CopyFrom(SHA256.HashData(bytes)),
            Size = (ulong)bytes.Length,
            ModifiedNs = modifiedNs,
        });
        return this;
    }

    public TestJob Whole(string path, string content)
    {
        Offer.Inputs.Add(new Input { Path = Bytes(path), Content = ByteString.CopyFromUtf8(content), ModifiedNs = 5 });
        return this;
    }

    public TestJob Link(string path, string target)
    {
        Offer.Inputs.Add(new Input { Path = Bytes(path), LinkTarget = Bytes(target) });
        return this;
    }

    public TestJob Option(params string[] options)
    {
        Offer.Options.AddRange(options.Select(Bytes));
        return this;
    }

    public TestJob With(Action<Offer> change)
    {
        change(Offer);
        return this;
    }

    public static ByteString Bytes(string text)
        => ByteString.CopyFrom(Distplusplus.Platform.NativeText.Encode(text));

    /// <summary>Sends it and waits for the end.</summary>
    public Task<TestAnswer> RunAsync(RunningHost host, CancellationToken cancel = default)
        => RunAsync(host.Client, cancel);

    /// <inheritdoc cref="RunAsync(RunningHost, CancellationToken)"/>
    public async Task<TestAnswer> RunAsync(BuildHost.BuildHostClient client, CancellationToken cancel = default)
    {
        using var call = client.Compile(cancellationToken: cancel);
        await call.RequestStream.WriteAsync(new CompileRequest { Offer = Offer }, cancel);
        var answer = new TestAnswer();
        await foreach (var reply in call.ResponseStream.ReadAllAsync(cancel))
        {
            answer.Take(reply);
            if (reply.Granted is { } granted)
            {
                foreach (var index in granted.Lacking)
                {
                    await SendAsync(call.RequestStream, index, Contents[(int)index]);
                }

                if (granted.Lacking.Count > 0)
                {
                    await call.RequestStream.WriteAsync(new CompileRequest { End = new ContentsEnd() }, cancel);
                }
            }
        }

        return answer;
    }

    public async Task SendAsync(IClientStreamWriter<CompileRequest> up, uint index, byte[] content, int piece = 50_000)
    {
        var packed = new MemoryStream();
        switch (Encoding)
        {
            case Encoding.Zstd:
                using (var zstd = new CompressionStream(packed, 1, leaveOpen: true))
                {
                    zstd.Write(content);
                }

                break;
            case Encoding.Gzip:
                using (var gzip = new System.IO.Compression.GZipStream(
                    packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
                {
                    gzip.Write(content);
                }

                break;
            default:
                packed.Write(content);
                break;
        }

        var bytes = packed.ToArray();
        var at = 0;
        do
        {
            var count = Math.Min(piece, bytes.Length - at);
            await up.WriteAsync(new CompileRequest
            {
                Content = new ContentChunk
                {
                    Input = index,
                    Data = ByteString.CopyFrom(bytes, at, count),
                    Encoding = Encoding,
                    Last = at + count == bytes.Length,
                },
            });
            at += count;
        }
        while (at < bytes.Length);
    }
}
