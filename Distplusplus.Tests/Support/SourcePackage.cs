using Distplusplus.Platform;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A real program from Debian's source packages, fetched with apt into a directory that later runs find again. The
/// machine's own package lists stay as they are.
/// </summary>
internal static class SourcePackage
{
    private static readonly string Cache =
        Path.Combine(Path.GetTempPath(), $"distplusplus-sources-{Libc.EffectiveUser()}");

    /// <summary>Leaves the test out, with the reason, where there is no apt or no network.</summary>
    /// <returns>A directory with a fresh copy of the source.</returns>
    public static string Unpack(Sandbox sandbox, string name)
    {
        Needs.Program("apt-get");
        Needs.Program("dpkg-source");
        var script = Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus.Tests", "Support", "source-package.sh");
        var fetch = sandbox.Command("/bin/bash", script, name, Cache, sandbox.Work)
            with { Limit = TimeSpan.FromMinutes(10) };
        foreach (var proxy in (string[])["http_proxy", "https_proxy", "no_proxy"])
        {
            fetch = fetch.With(proxy, Environment.GetEnvironmentVariable(proxy));
        }

        var result = fetch.Run();
        if (result.ExitCode != 0)
        {
            Assert.Ignore($"the source of {name} could not be fetched: {result.Error.Trim()}");
        }

        return result.Output.TrimEnd();
    }
}
