using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Http2;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Protocol.Http2;

/// <summary>A server that never ends takes no memory without end.</summary>
internal sealed class CallConnectionFloodTests
{
    private const long MostMemory = 250L << 20;

    private static readonly HostAddress Host = new(HostAddressKind.Network, "h", 1);

    [Test]
    public void Questions_without_end_of_one_who_takes_no_answer()
        => Assert.That(
            () => EndOfAsync(Http2Words.Frame(6, 0, 0, new byte[8])),
            Throws.TypeOf<HostConnectException>().With.Message.EqualTo(
                "h:1: it sends too many frames without reading replies"));

    [Test]
    public void Data_without_end_that_nobody_waits_for()
        => Assert.That(
            () => EndOfAsync(Http2Words.Frame(0, 0, 1, new byte[8_000])),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("more comes than there is room for"));

    [Test]
    public void Headers_without_end()
        => Assert.That(
            () => EndOfAsync(Http2Words.Frame(9, 0, 1, new byte[8_000])),
            Throws.TypeOf<HostConnectException>().With.Message.EqualTo("h:1: its headers are too long"));

    /// <summary>All is read before anything is asked for.</summary>
    private static async Task EndOfAsync(byte[] again)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var stream = new Endless(Http2Words.Frame(4, 0, 0, []), again);
        using var connection = new CallConnection(Host, stream, "/", isEncrypted: false, CancellationToken.None);
        _ = connection.FlushAsync();
        Assert.That(GC.GetTotalMemory(forceFullCollection: false) - before, Is.LessThan(MostMemory));
        while (await connection.ReceiveAsync() is not null)
        {
        }
    }

    /// <summary>Says one thing, then another again and again; takes nothing.</summary>
    private sealed class Endless(byte[] first, byte[] again) : Stream
    {
        private const long Enough = 1L << 30;

        private readonly TaskCompletionSource _never = new();
        private byte[] _words = first;
        private int _said;
        private long _all;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_all > Enough)
            {
                throw new IOException("it would have taken still more");
            }

            if (_said == _words.Length)
            {
                (_words, _said) = (again, 0);
            }

            var filled = 0;
            while (filled < buffer.Length && _said < _words.Length)
            {
                var count = Math.Min(buffer.Length - filled, _words.Length - _said);
                _words.AsSpan(_said, count).CopyTo(buffer.Span[filled..]);
                (filled, _said) = (filled + count, _said + count);
                if (_said == _words.Length && filled < buffer.Length)
                {
                    (_words, _said) = (again, 0);
                }
            }

            _all += filled;
            return new ValueTask<int>(filled);
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            => await _never.Task.WaitAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
