using Distplusplus.Compiler.Identity;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Check;

/// <summary>Compares the local compilers with those of a host; the findings name both.</summary>
internal static class CompilerFindings
{
    public static IEnumerable<Finding> Unknown(IEnumerable<InstalledCompiler> compilers)
        => compilers.Where(compiler => compiler.Fingerprint is null).Select(compiler => compiler.Objection is { } clause
            ? Finding.Warning(
                compiler.Name, $"{compiler.Path} {clause}, so its compiles run locally",
                "see the guide build-systems.md: let the wrapper call distplusplus")
            : Finding.Problem(
                compiler.Name, $"{compiler.Path} does not report its version and target",
                $"run {compiler.Path} -v to see the error"));

    public static IEnumerable<Finding> Of(HostReport.Answered host, IEnumerable<InstalledCompiler> compilers)
    {
        foreach (var compiler in compilers)
        {
            if (compiler.Fingerprint is { } fingerprint)
            {
                yield return Compare(host, compiler, fingerprint);
            }
        }
    }

    /// <summary>True if the host has exactly this compiler.</summary>
    public static bool IsOffered(HostReport.Answered host, InstalledCompiler compiler)
        => compiler.Fingerprint is { } ours && SameAs(compiler.Name, ours, Usable(host)) is not null;

    /// <summary>Several names may lead to it there: best the one it has here.</summary>
    private static OfferedCompiler? SameAs(string name, Fingerprint ours, List<OfferedCompiler> offered)
        => offered.Where(theirs => Convert.ToHexStringLower(theirs.Fingerprint.Digest.Span) == ours.Digest)
            .MaxBy(theirs => theirs.Name == name);

    private static List<OfferedCompiler> Usable(HostReport.Answered host)
        => [.. host.Description.Compilers.Where(
            theirs => theirs.Trouble.Length == 0 && theirs.Fingerprint is not null)];

    private static Finding Compare(HostReport.Answered host, InstalledCompiler compiler, Fingerprint ours)
    {
        var offered = Usable(host);
        var here = $"local {compiler.Path} is {Describe(ours.Version, ours.Target)}";
        if (SameAs(compiler.Name, ours, offered) is { } same)
        {
            return Finding.Ok($"{host.Host}", $"{compiler.Name}: {here}, and so is {same.Path} on the host");
        }

        var family = offered.Where(theirs => theirs.Fingerprint.Family == ours.Family).ToList();
        if (family.Count == 0)
        {
            return Finding.Warning(
                $"{host.Host}", $"{compiler.Name}: {here}; the host offers no {FamilyName(ours.Family)}",
                $"install this compiler on the host, or give its directory to `distplusplus serve --compilers`");
        }

        var there = string.Join(", ", family
            .Select(theirs => Describe(theirs.Fingerprint.Version, theirs.Fingerprint.Target)).Distinct());
        return family.Exists(theirs
                => theirs.Fingerprint.Version == ours.Version && theirs.Fingerprint.Target == ours.Target)
            ? Finding.Warning(
                $"{host.Host}", $"{compiler.Name}: {here}; the host's has the same version, but other default "
                    + "options, other parts or a different C library",
                "install it from the same package on both machines")
            : Finding.Warning(
                $"{host.Host}", $"{compiler.Name}: {here}; on the host it is {there}",
                "install the same version on both machines; until then these compiles run elsewhere");
    }

    private static string Describe(string version, string target) => $"{version} for {target}";

    public static string FamilyName(CompilerFamily family) => family switch
    {
        CompilerFamily.Unspecified => "such compiler",
        CompilerFamily.Gcc => "gcc",
        CompilerFamily.Clang => "clang",
    };
}
