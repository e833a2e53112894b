using System.Globalization;

namespace Distplusplus.Tests.Support;

/// <summary>A control group of the kernel's own with one limit, of whichever version this machine has.</summary>
internal sealed class ControlGroup : IDisposable
{
    private readonly string _directory;

    private ControlGroup(string directory) => _directory = directory;

    /// <summary>So much of the CPUs; leaves the test out, with the reason, where no group can be made.</summary>
    public static ControlGroup OfCpus(double cpus)
    {
        var quota = ((int)(cpus * 100_000)).ToString(CultureInfo.InvariantCulture);
        return Make(
            "cpu",
            [("cpu.cfs_period_us", "100000"), ("cpu.cfs_quota_us", quota)],
            [("cpu.max", $"{quota} 100000")]);
    }

    /// <inheritdoc cref="OfCpus"/>
    public static ControlGroup OfMemory(long bytes)
        => Make("memory", [("memory.limit_in_bytes", $"{bytes}")], [("memory.max", $"{bytes}")]);

    /// <summary>The command, run inside.</summary>
    public Command Inside(Command command) => command with
    {
        Program = "/bin/sh",
        Arguments =
        [
            "-c", $"echo $$ > {_directory}/cgroup.procs && exec \"$0\" \"$@\"", command.Program, .. command.Arguments,
        ],
    };

    public void Dispose()
    {
        // The last process of a group leaves it a moment after its end.
        Assert.That(
            () =>
            {
                try
                {
                    Directory.Delete(_directory);
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            },
            Is.True.After(60_000, 50), $"{_directory} cannot be removed");
    }

    private static ControlGroup Make(
        string controller, (string File, string Text)[] first, (string File, string Text)[] second)
    {
        var (parent, limits) = Directory.Exists($"/sys/fs/cgroup/{controller}")
            ? ($"/sys/fs/cgroup/{controller}", first)
            : ("/sys/fs/cgroup", second);
        var group = new ControlGroup($"{parent}/dpp-{Guid.NewGuid():N}"[..(parent.Length + 13)]);
        try
        {
            Directory.CreateDirectory(group._directory);
            foreach (var (file, text) in limits)
            {
                File.WriteAllText($"{group._directory}/{file}", text);
            }

            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(group._directory))
            {
                group.Dispose();
            }

            Assert.Ignore($"no control group with a limit of {controller} here: {e.Message}");
            throw;
        }
    }
}
