using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Processes;

/// <summary>argv as the kernel has it: bytes, which .NET's own arguments would lose when they are not UTF-8.</summary>
internal static class NativeCommandLine
{
    /// <summary>argv[0] and the arguments.</summary>
    public static List<string> Read() => Parse(NativeFile.ReadAll("/proc/self/cmdline"));

    /// <summary>Takes NUL-terminated arguments apart.</summary>
    public static List<string> Parse(ReadOnlySpan<byte> commandLine)
    {
        var arguments = new List<string>();
        while (!commandLine.IsEmpty)
        {
            var end = commandLine.IndexOf((byte)0);
            var argument = end < 0 ? commandLine : commandLine[..end];
            arguments.Add(NativeText.Decode(argument));
            commandLine = end < 0 ? [] : commandLine[(end + 1)..];
        }

        return arguments;
    }
}
