using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Client;

/// <summary>
/// gcc and clang record $PWD as the directory of a compile as it is written, where it names the working directory;
/// with "." or "//" in it no host can give the same debug information.
/// </summary>
internal static class OddWorkingDirectory
{
    /// <returns>The value of PWD that would be recorded; null: nothing of the kind.</returns>
    public static string? NameOf(CompileCommand command, string? pwd)
        => pwd is ['/', ..] && AbsolutePath.Normalize("/", pwd) != pwd
            && FileIdentity.Of(pwd) is { } named && FileIdentity.Of(".") is { } here && named.IsSameFileAs(here)
            && DebugInfo.IsWanted(command.Options)
                ? pwd
                : null;
}
