using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Limits;

/// <summary>The control groups this process lives in (v1, v2): their limits may be less than the machine has.</summary>
internal static class ControlGroups
{
    /// <summary>The directories of our group and of those above it, each ending in a slash.</summary>
    /// <param name="root">"/", or what stands for it in a test.</param>
    /// <param name="controller">"cpu", "memory".</param>
    public static IEnumerable<(string Directory, bool Unified)> Of(string root, string controller)
    {
        foreach (var line in TextLines.Of($"{root}proc/self/cgroup"))
        {
            // "0::/path" is v2, "5:cpu,cpuacct:/path" is v1.
            var parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            var unified = parts[0] == "0" && parts[1].Length == 0;
            if (!unified && !parts[1].Split(',').Contains(controller))
            {
                continue;
            }

            foreach (var mount in unified
                ? new[] { "sys/fs/cgroup", "sys/fs/cgroup/unified" }
                : new[] { $"sys/fs/cgroup/{controller}", $"sys/fs/cgroup/{parts[1]}" }.Distinct())
            {
                // Inside a container the path may be that of the machine outside: its end then is the mount itself.
                for (var group = parts[2].TrimEnd('/'); ; group = group[..group.LastIndexOf('/')])
                {
                    yield return ($"{root}{mount}{group}/", unified);
                    if (group.Length == 0)
                    {
                        break;
                    }
                }
            }
        }
    }
}
