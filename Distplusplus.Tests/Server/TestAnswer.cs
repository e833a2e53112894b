using Distplusplus.Protocol;
using Distplusplus.Server.Trust;

namespace Distplusplus.Tests.Server;

/// <summary>Everything a host said to one job.</summary>
internal sealed class TestAnswer
{
    private readonly Dictionary<uint, MemoryStream> _packed = [];
    private readonly Dictionary<uint, Encoding> _encodings = [];
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public Granted? Granted { get; private set; }

    public Refused? Refused { get; private set; }

    public Finished? Finished { get; private set; }

    public List<Queued> Queued { get; } = [];

    public List<Phase> Heartbeats { get; } = [];

    public string Output => System.Text.Encoding.UTF8.GetString(_output.ToArray());

    public string Error => System.Text.Encoding.UTF8.GetString(_error.ToArray());

    public byte[]? File(uint index)
    {
        if (!_packed.TryGetValue(index, out var packed))
        {
            return null;
        }

        packed.Position = 0;
        var content = new MemoryStream();
        using Stream decoder = _encodings[index] switch
        {
            Encoding.Zstd => new ZstdSharp.DecompressionStream(packed),
            Encoding.Gzip
                => new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress),
            Encoding.Identity => packed,
        };
        decoder.CopyTo(content);
        return content.ToArray();
    }

    public void Take(CompileReply reply)
    {
        switch (reply.MessageCase)
        {
            case CompileReply.MessageOneofCase.Granted:
                Granted = reply.Granted;
                break;
            case CompileReply.MessageOneofCase.Queued:
                Queued.Add(reply.Queued);
                break;
            case CompileReply.MessageOneofCase.Refused:
                Refused = reply.Refused;
                break;
            case CompileReply.MessageOneofCase.Heartbeat:
                Heartbeats.Add(reply.Heartbeat.Phase);
                break;
            case CompileReply.MessageOneofCase.Printed:
                reply.Printed.Data.WriteTo(reply.Printed.StandardError ? _error : _output);
                break;
            case CompileReply.MessageOneofCase.Output:
                _packed.TryAdd(reply.Output.Output, new MemoryStream());
                _encodings[reply.Output.Output] = reply.Output.Encoding;
                reply.Output.Data.WriteTo(_packed[reply.Output.Output]);
                break;
            case CompileReply.MessageOneofCase.Finished:
                Finished = reply.Finished;
                break;
        }
    }
}
