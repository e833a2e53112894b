namespace Distplusplus.Tests.Support;

/// <summary>What /proc tells of the processes of a test.</summary>
internal static class ProcessTable
{
    /// <summary>Living processes of a process group, zombies left out: "id command".</summary>
    public static List<string> InGroup(int group)
        => [.. Living().Where(p => p.Group == group).Select(p => $"{p.Id} {p.Name}")];

    /// <summary>Living processes below a process, at any depth.</summary>
    public static List<int> Below(int process)
    {
        var living = Living();
        var found = new List<int> { process };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(living.Where(p => p.Parent == found[i]).Select(p => p.Id));
        }

        return [.. found[1..].Where(p => !IsWatcher(ReadOrEmpty($"/proc/{p}/cmdline")))];
    }

    /// <summary>Those that live still, zombies left out.</summary>
    public static List<int> Alive(IEnumerable<int> processes)
    {
        var living = Living().Select(p => p.Id).ToHashSet();
        return [.. processes.Where(living.Contains)];
    }

    /// <summary>Living processes whose command line holds a text.</summary>
    public static List<int> CommandLineHolds(string text)
        => [.. Living()
            .Where(p => ReadOrEmpty($"/proc/{p.Id}/cmdline") is var line && line.Contains(text) && !IsWatcher(line))
            .Select(p => p.Id)];

    /// <summary>Largest resident set so far in bytes; 0 when the process is gone.</summary>
    public static long PeakMemory(int process)
    {
        var line = ReadOrEmpty($"/proc/{process}/status").Split('\n').FirstOrDefault(l => l.StartsWith("VmHWM:"));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>The shell that waits for a host's end belongs to no job.</summary>
    private static bool IsWatcher(string commandLine) => commandLine.Contains("read -r end");

    private static List<(int Id, string Name, int Parent, int Group)> Living()
    {
        var found = new List<(int, string, int, int)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var id))
            {
                continue;
            }

            // "id (name) state parent group …"; the name may hold anything.
            var text = ReadOrEmpty($"{directory}/stat");
            var close = text.LastIndexOf(')');
            if (close > 0 && text[(close + 2)..].Split(' ') is [not ("Z" or "X"), var parent, var group, ..])
            {
                var name = text[(text.IndexOf('(') + 1)..close];
                found.Add((id, name, int.Parse(parent), int.Parse(group)));
            }
        }

        return found;
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
