using System.Text;
using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Server.Compilers;

/// <summary>Asks a compiler what it is: in the C locale, with nothing else of our environment but PATH, and not for ever.</summary>
internal static class CatalogInspection
{
    private const int MostOutput = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static CatalogFinding Inspect(string path, TimeProvider time)
    {
        try
        {
            return CompilerInspector.Inspect(path, (compiler, arguments) => Run(compiler, arguments, time)) is { } fingerprint
                ? new CatalogFinding(fingerprint, null)
                : new CatalogFinding(null, "it does not answer as gcc or clang");
        }
        catch (Exception cannot) when (cannot is ProcessStartException or IOException)
        {
            return new CatalogFinding(null, cannot.Message);
        }
    }

    private static ProbeResult Run(string path, IReadOnlyList<string> arguments, TimeProvider time)
    {
        using var child = ChildProcess.Start(new ProcessStart(path, [path, .. arguments])
        {
            Environment = [$"PATH={NativeEnvironment.Get("PATH") ?? "/usr/local/bin:/usr/bin:/bin"}", "LC_ALL=C"],
            WorkingDirectory = "/",
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
        });
        using var late = new CancellationTokenSource(Patience, time);
        using var kill = late.Token.Register(() => child.KillTree());
        var captured = new CapturedOutput();
        var exit = captured.ReadToEnd(child, MostOutput);
        return new ProbeResult(
            exit.Code, Encoding.UTF8.GetString(captured.Output.Span), Encoding.UTF8.GetString(captured.Error.Span));
    }
}
