using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Limits;

/// <summary>A user as the system's account database has it.</summary>
/// <param name="Home">May not exist.</param>
internal sealed unsafe partial record UserAccount(string Name, uint Id, uint Group, string Home)
{
    public const uint Root = 0;

    /// <summary>Null: there is no such user.</summary>
    public static UserAccount? Find(string name) => Read(ByName(name));

    /// <summary>The user's name, or its number where it has none.</summary>
    public static string NameOf(uint id) => Read(ById(id))?.Name ?? $"{id}";

    /// <summary>
    /// As <see cref="NameOf"/>, but only from /etc/passwd: no name service is asked, which might keep a compile
    /// waiting.
    /// </summary>
    public static string NameInFile(uint id)
    {
        Span<Range> fields = stackalloc Range[4];
        foreach (var line in TextLines.Of("/etc/passwd", 16 << 20))
        {
            if (line.AsSpan().Split(fields, ':') == fields.Length && line.AsSpan(fields[2]).SequenceEqual($"{id}"))
            {
                return line[fields[0]];
            }
        }

        // The number tells as much.
        return $"{id}";
    }

    /// <summary>Gives a file or directory to this user.</summary>
    /// <exception cref="NativeFileException">Not root, or not there.</exception>
    public void TakeOver(string path)
    {
        if (Libc.ChangeOwner(path, Id, Group) != 0)
        {
            throw new NativeFileException("chown", path, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Makes the whole process this user's, with this user's groups, for ever. Only root can.</summary>
    /// <returns>0, or errno.</returns>
    public int Become()
        => InitGroups(Name, Group) != 0 || SetGroup(Group, Group, Group) != 0 || SetUser(Id, Id, Id) != 0
            ? Marshal.GetLastPInvokeError()
            : 0;

    // struct passwd: name, password, uid, gid, gecos, directory, shell.
    private static UserAccount? Read(nint* entry)
        => entry is null
            ? null
            : new UserAccount(
                Text(entry[0]), ((uint*)entry)[4], ((uint*)entry)[5], Text(entry[4]));

    private static string Text(nint text)
        => NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)text));

    [LibraryImport("libc", EntryPoint = "getpwnam")]
    private static partial nint* ByName([MarshalUsing(typeof(NativeTextMarshaller))] string name);

    [LibraryImport("libc", EntryPoint = "getpwuid")]
    private static partial nint* ById(uint id);

    [LibraryImport("libc", EntryPoint = "initgroups", SetLastError = true)]
    private static partial int InitGroups([MarshalUsing(typeof(NativeTextMarshaller))] string name, uint group);

    [LibraryImport("libc", EntryPoint = "setresgid", SetLastError = true)]
    private static partial int SetGroup(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid", SetLastError = true)]
    private static partial int SetUser(uint real, uint effective, uint saved);
}
