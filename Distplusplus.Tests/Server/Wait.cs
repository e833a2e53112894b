namespace Distplusplus.Tests.Server;

/// <summary>For what happens soon in a host of this process.</summary>
internal static class Wait
{
    /// <summary>Fails the test when it does not come about; minutes, because a busy machine is no failure.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            Assert.That(patience.IsCancellationRequested, Is.False, what);
            await Task.Delay(10);
        }
    }
}
