using Distplusplus.Platform;

namespace Distplusplus.Tests.Support;

/// <summary>What a command left behind. Both streams as bytes: they need not be UTF-8.</summary>
/// <param name="Words">The command, for messages of failing tests.</param>
/// <param name="ExitCode">Or 128 + signal.</param>
internal sealed record CommandResult(
    string Words, int ExitCode, byte[] OutputBytes, byte[] ErrorBytes, TimeSpan Elapsed)
{
    public string Output => NativeText.Decode(OutputBytes);

    public string Error => NativeText.Decode(ErrorBytes);

    /// <summary>Fails the test unless the command ended with 0.</summary>
    public CommandResult Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, () => $"{Words}\n{Output}{Error}");
        return this;
    }
}
