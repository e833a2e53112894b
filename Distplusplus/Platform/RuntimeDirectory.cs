namespace Distplusplus.Platform;

/// <summary>
/// Where sibling processes of this user leave each other hints: $XDG_RUNTIME_DIR/distplusplus, else a private
/// directory under the temp directory. Losing it loses nothing but hints.
/// </summary>
internal static class RuntimeDirectory
{
    public const string Variable = "XDG_RUNTIME_DIR";

    private const uint Private = 0x1C0; // 0700
    private const uint OthersMayWrite = 0x12; // 0022

    /// <summary>Makes the directory when it is missing.</summary>
    /// <returns>Its path, or null when there is none that only this user can write to.</returns>
    public static string? Open(Func<string, string?> environment)
    {
        var path = environment(Variable) is { Length: > 0 } runtime && runtime[0] == '/'
            ? $"{runtime}/distplusplus"
            : $"/tmp/distplusplus-{Libc.EffectiveUser()}";
        try
        {
            NativeFile.MakeDirectory(path, Private);
        }
        catch (NativeFileException)
        {
            return null;
        }

        // Under /tmp somebody else may have been there first.
        return FileIdentity.Of(path, followLinks: false, out _) is { IsDirectory: true } there
            && there.Owner == Libc.EffectiveUser()
            && (there.Mode & OthersMayWrite) == 0
                ? path
                : null;
    }
}
