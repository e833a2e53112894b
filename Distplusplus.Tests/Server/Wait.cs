using System.Diagnostics;

namespace Distplusplus.Tests.Server;

/// <summary>For what happens soon in a host of this process.</summary>
internal static class Wait
{
    /// <summary>Fails the test when it does not come about.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var deadline = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(deadline.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), what);
            await Task.Delay(10);
        }
    }
}
