using Distplusplus.Compiler;

namespace Distplusplus.Client;

/// <summary>Other programs that stand before a compiler.</summary>
internal static class Launchers
{
    /// <summary>
    /// "distplusplus ccache gcc …": the launcher is called by us, where it should call us.
    /// </summary>
    public static bool IsWrongWayRound(string program, IReadOnlyList<string> arguments)
        => program is "ccache" or "sccache" or "distcc" or "icecc"
            && arguments is [var compiler, ..]
            && CompilerName.LooksLikeCompiler(compiler[(compiler.LastIndexOf('/') + 1)..]);
}
