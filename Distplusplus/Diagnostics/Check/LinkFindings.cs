namespace Distplusplus.Diagnostics.Check;

/// <summary>
/// The findings of <c>check</c> about symlinks named like compilers, their order on PATH and other launchers.
/// </summary>
internal static class LinkFindings
{
    private const string Subject = "links";

    public static IEnumerable<Finding> Of(IReadOnlyList<MasqueradeName> names)
    {
        var linked = names.Where(name => name.Ours is not null).ToList();
        if (linked.Count == 0)
        {
            yield return Finding.Ok(
                Subject, "no compiler link on PATH leads to distplusplus; use it as `distplusplus g++ …`");
        }

        foreach (var name in linked)
        {
            yield return Of(name);
        }

        foreach (var trap in names.SelectMany(name => name.Stations).Where(station => station.CallsUs))
        {
            yield return Finding.Warning(
                Subject, $"{trap.Path} is a script that calls distplusplus, and distplusplus would call it as a "
                    + "compiler",
                $"remove {trap.Directory} from PATH, or replace the script by a symlink to distplusplus");
        }

        foreach (var name in names.Where(name => name.Ours is null && linked.Count > 0 && name.Compiler is not null))
        {
            yield return Finding.Warning(
                Subject, $"{name.Name} is {name.Compiler!.Path}, no link of that name leads to distplusplus",
                $"add one: ln -s distplusplus {linked[0].Ours!.Directory}/{name.Name}");
        }
    }

    private static Finding Of(MasqueradeName name)
    {
        var ours = name.Ours!.Path;
        if (name.Compiler is not { } compiler)
        {
            return Finding.Problem(
                Subject, $"{ours} leads to distplusplus, but there is no compiler {name.Name} after it on PATH",
                $"install {name.Name}, or remove {ours}");
        }

        if (!name.IsBeforeCompiler)
        {
            return Finding.Warning(
                Subject, $"{compiler.Path} comes before {ours} on PATH, so distplusplus is not used",
                $"put {name.Ours.Directory} before {compiler.Directory} in PATH");
        }

        return name.Next is { Launcher: { } launcher } other
            ? Launched(name, launcher, other)
            : Finding.Ok(Subject, $"{name.Name} is {ours}, the compiler behind it {compiler.Path}");
    }

    private static Finding Launched(MasqueradeName name, string launcher, PathStation other)
    {
        var first = name.Stations[0] == other;
        return (launcher, first) switch
        {
            ("ccache" or "sccache", true) => Finding.Ok(
                Subject,
                    $"{name.Name} is {other.Path}, which is {launcher} and runs {name.Ours!.Path} on cache misses"),
            ("ccache" or "sccache", false) => Finding.Warning(
                Subject,
                    $"{name.Ours!.Path} comes before {other.Path}, which is {launcher} and therefore not used",
                $"put {other.Directory} before {name.Ours.Directory} in PATH"),
            _ => Finding.Warning(
                Subject, $"{other.Path} is {launcher}, which also distributes compiles",
                $"remove {other.Directory} from PATH: two distributors would call each other"),
        };
    }
}
