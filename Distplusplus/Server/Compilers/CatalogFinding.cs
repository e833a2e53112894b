using Distplusplus.Compiler.Identity;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Server.Compilers;

/// <summary>The result of querying a compiler: its fingerprint, or the reason why it cannot be used.</summary>
internal sealed record CatalogFinding(Fingerprint? Fingerprint, string? Trouble)
{
    /// <summary>As <see cref="Of"/>, of a program found by its name: only a compiler's driver is taken.</summary>
    public static CatalogFinding OfDriver(string path, string? forTarget = null)
    {
        try
        {
            return DriverQuery.Objection(path, CompilerProbe.Run, CompilerProbe.RunAlone) is { } objection
                ? new CatalogFinding(null, $"it {objection.Clause}; use --compilers to offer it")
                : Of(path, forTarget);
        }
        catch (Exception cannot) when (cannot is ProcessStartException or IOException)
        {
            return new CatalogFinding(null, cannot.Message);
        }
    }

    /// <summary>Asks the compiler; blocks.</summary>
    /// <param name="forTarget">What clang is to be told to compile for; null: nothing.</param>
    public static CatalogFinding Of(string path, string? forTarget = null)
    {
        try
        {
            return CompilerInspector.Inspect(path, CompilerProbe.Run, forTarget) is { } fingerprint
                ? new CatalogFinding(fingerprint, null)
                : new CatalogFinding(null, "it does not identify itself as gcc or clang");
        }
        catch (Exception cannot) when (cannot is ProcessStartException or IOException)
        {
            return new CatalogFinding(null, cannot.Message);
        }
    }
}
