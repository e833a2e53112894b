using Distplusplus.Compiler.Identity;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Local;

/// <summary>Other compiler launchers.</summary>
internal static class Launchers
{
    private static readonly string[] s_names = ["ccache", "sccache", "distcc", "icecc"];

    /// <summary>
    /// "distplusplus ccache gcc …": the launcher is called by us, where it should call us.
    /// </summary>
    public static bool IsWrongWayRound(string program, IReadOnlyList<string> arguments)
        => s_names.Contains(program)
            && arguments is [var compiler, ..]
            && CompilerName.LooksLikeCompiler(PathText.Name(compiler));

    /// <summary>A launcher called like a compiler: /usr/lib/ccache/gcc.</summary>
    public static bool IsMasquerade(string path)
        => Behind(path) is { } program && PathText.Name(path) != program;

    /// <summary>The launcher that a path leads to; null: it leads to none.</summary>
    public static string? Behind(string path)
        => NativeFile.RealPath(path) is { } real && PathText.Name(real) is var name && s_names.Contains(name)
            ? name
            : null;
}
