using System.Net;
using System.Net.Sockets;
using Distplusplus.Platform.Network;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Platform.Network;

/// <summary>Everything that is awaited inside a loop goes on in its one thread.</summary>
internal sealed class EventLoopTests
{
    [Test]
    public void What_other_threads_finish_goes_on_in_the_loop()
        => EventLoop.Run(async _ =>
        {
            var thread = Environment.CurrentManagedThreadId;
            for (var i = 0; i < 100; i++)
            {
                var done = new TaskCompletionSource<int>();
                new Thread(() => done.SetResult(Environment.CurrentManagedThreadId)).Start();
                Assert.That(await done.Task, Is.Not.EqualTo(thread));
                Assert.That(Environment.CurrentManagedThreadId, Is.EqualTo(thread));
            }

            return true;
        });

    [Test]
    public void Alarms_ring_in_their_order_and_not_when_disposed_of()
        => EventLoop.Run(async loop =>
        {
            using var late = new LoopAlarm(loop, TimeSpan.FromMilliseconds(60));
            using var soon = new LoopAlarm(loop, TimeSpan.FromMilliseconds(5));
            var never = new LoopAlarm(loop, TimeSpan.FromMilliseconds(1));
            never.Dispose();
            Assert.That(await Task.WhenAny(late.Rings, soon.Rings, never.Rings), Is.SameAs(soon.Rings));
            await late.Rings;
            Assert.That(never.Rings.IsCompleted, Is.False);
            return true;
        });

    [Test]
    public void Its_clock_cancels()
        => EventLoop.Run(async loop =>
        {
            using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, loop.Clock);
            using var listener = Listen(out var place);
            using var stream = await SocketStream.ConnectAsync(loop, place, patience.Token);
            patience.CancelAfter(TimeSpan.FromMilliseconds(10));
            var trouble = await ThrownAsync(stream.ReadAsync(new byte[1], patience.Token).AsTask());
            Assert.That(trouble, Is.InstanceOf<OperationCanceledException>());
            return true;
        });

    [Test]
    public void What_is_thrown_comes_out()
        => Assert.That(
            () => EventLoop.Run<bool>(async loop =>
            {
                using var alarm = new LoopAlarm(loop, TimeSpan.Zero);
                await alarm.Rings;
                throw new InvalidDataException("so");
            }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("so"));

    [Test]
    public void A_socket_carries_more_than_its_buffers_both_ways_at_once()
        => EventLoop.Run(async loop =>
        {
            using var listener = Listen(out var place);
            var echo = new Thread(() =>
            {
                using var connection = listener.Accept();
                using var stream = new NetworkStream(connection);
                stream.CopyTo(stream);
            });
            echo.Start();
            using var stream = await SocketStream.ConnectAsync(loop, place, CancellationToken.None);
            var sent = new byte[20 << 20];
            new Random(1).NextBytes(sent);
            var writing = stream.WriteAsync(sent).AsTask();
            var got = new byte[sent.Length];
            await stream.ReadExactlyAsync(got);
            await writing;
            Assert.That(got.AsSpan().SequenceEqual(sent), Is.True);
            Assert.That(stream.SentBytes, Is.EqualTo(sent.Length));
            return true;
        });

    [Test]
    public void Nobody_there()
        => EventLoop.Run(async loop =>
        {
            Listen(out var place).Dispose();
            var trouble = await ThrownAsync(SocketStream.ConnectAsync(loop, place, CancellationToken.None));
            Assert.That(
                trouble,
                Is.TypeOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionRefused));
            return true;
        });

    // An assertion that waits for a task would hold the loop's one thread.
    private static async Task<Exception?> ThrownAsync(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static Socket Listen(out EndPoint place)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        place = listener.LocalEndPoint!;
        return listener;
    }
}
