namespace Distplusplus.Platform.Files;

/// <summary>
/// Where sibling processes of this user leave each other hints: $XDG_RUNTIME_DIR/distplusplus, else a private
/// directory under the temp directory. Losing it loses nothing but hints.
/// </summary>
internal static class RuntimeDirectory
{
    public const string Variable = "XDG_RUNTIME_DIR";

    private const uint Private = 0x1C0; // 0700
    private const uint OthersMayWrite = 0x12; // 0022

    /// <summary>Makes the directory when it is missing, but none above it.</summary>
    /// <returns>Its path, or null when there is none that only this user can write to.</returns>
    public static string? Open(Func<string, string?> environment)
        => environment(Variable) is { Length: > 0 } runtime && runtime[0] == '/' && IsOwned(runtime, out _)
            ? Make($"{runtime}/distplusplus")
            : UnderTemporary();

    /// <summary>The fallback directory under /tmp; created if missing.</summary>
    /// <inheritdoc cref="Open"/>
    public static string? UnderTemporary() => Make($"/tmp/distplusplus-{Libc.EffectiveUser()}");

    private static string? Make(string path)
    {
        try
        {
            NativeFile.MakeDirectory(path, Private);
        }
        catch (NativeFileException)
        {
            return null;
        }

        // Under /tmp somebody else may have been there first.
        return IsOwned(path, out var mode) && (mode & OthersMayWrite) == 0 ? path : null;
    }

    private static bool IsOwned(string path, out uint mode)
    {
        var there = FileIdentity.Of(path, followLinks: false, out _);
        mode = there?.Mode ?? 0;
        return there is { IsDirectory: true } directory && directory.Owner == Libc.EffectiveUser();
    }
}
