using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;

namespace Distplusplus.Server.Compilers;

/// <summary>
/// Checks that nobody else can replace a file that this host relies on: everything on the way to it, links and parent
/// directories included, must belong to root or to us and be writable by nobody else.
/// </summary>
internal static class TrustedPath
{
    private const uint OthersMayWrite = 0x12; // 0022
    private const uint Sticky = 0x200; // 01000
    private const int MostLinks = 40;

    /// <param name="path">Absolute.</param>
    /// <returns>Which file or directory on the way is wrong and what to do; null: none.</returns>
    public static string? Objection(string path) => Objection(path, Libc.EffectiveUser());

    /// <param name="deed">What somebody who can write there could do.</param>
    /// <param name="mayLack">A file that is not there, or that this user cannot see, is no objection.</param>
    /// <inheritdoc cref="Objection(string)"/>
    internal static string? Objection(
        string path, uint user, string deed = "put another program there", bool mayLack = false)
    {
        var rest = new Stack<string>(path.Split('/').Reverse());
        var place = "";
        var links = 0;
        if (Judge("/", user, deed) is { } top)
        {
            return top;
        }

        while (rest.TryPop(out var name))
        {
            switch (name)
            {
                case "" or ".":
                    continue;
                case "..":
                    place = place[..Math.Max(place.LastIndexOf('/'), 0)];
                    continue;
            }

            var next = $"{place}/{name}";
            if (mayLack && FileIdentity.Of(next, followLinks: false, out _) is null)
            {
                return null;
            }

            if (Judge(next, user, deed) is { } wrong)
            {
                return wrong;
            }

            if (NativeFile.ReadLink(next) is not { } target)
            {
                place = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return $"{NativeText.ForPeople(path)} leads through too many links";
            }

            place = target.StartsWith('/') ? "" : place;
            foreach (var part in target.Split('/').Reverse())
            {
                rest.Push(part);
            }
        }

        return null;
    }

    private static string? Judge(string place, uint user, string deed)
    {
        if (FileIdentity.Of(place, followLinks: false, out var error) is not { } file)
        {
            return $"{NativeText.ForPeople(place)} cannot be inspected: {Libc.Describe(error)}";
        }

        var shown = NativeText.ForPeople(place);
        if (file.Owner != UserAccount.Root && file.Owner != user)
        {
            return $"{shown} belongs to {UserAccount.NameOf(file.Owner)}, who could {deed}: "
                + $"it must belong to {Trusted(user)}";
        }

        // In a sticky directory such as /tmp only the owner of a file can put another in its place. /dev/null stays
        // empty.
        return file.IsSymbolicLink || (file.Mode & OthersMayWrite) == 0 || (file.IsDirectory && IsSticky(file))
            || place == "/dev/null"
            ? null
            : $"{shown} has mode {Octal(file.Mode)}, so others than {Trusted(user)} could {deed}: "
                + $"chmod go-w {shown}";
    }

    private static bool IsSticky(FileIdentity file) => (file.Mode & Sticky) != 0;

    private static string Trusted(uint user)
        => user == UserAccount.Root ? "root" : $"root or {UserAccount.NameOf(user)}";

    private static string Octal(uint mode) => Convert.ToString(mode & 0xFFF, 8).PadLeft(4, '0');
}
