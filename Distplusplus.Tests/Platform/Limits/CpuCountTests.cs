using Distplusplus.Platform.Limits;

namespace Distplusplus.Tests.Platform.Limits;

internal sealed class CpuCountTests
{
    [TestCase("0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max", "150000 100000\n", 2)]
    [TestCase("0::/a/b\n", "sys/fs/cgroup/a/cpu.max", "300000 100000\n", 3)]
    [TestCase("0::/a/b\n", "sys/fs/cgroup/cpu.max", "10000 100000\n", 1)]
    [TestCase("0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max", "max 100000\n", 8)]
    [TestCase("3:cpu,cpuacct:/a\n0::/\n", "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "400000\n", 4)]
    [TestCase("3:cpu,cpuacct:/a\n0::/\n", "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1\n", 8)]
    [TestCase("", "none", "", 8)]
    public void Quotas_of_control_groups_count(string groups, string file, string content, int expected)
    {
        var root = Directory.CreateTempSubdirectory("dpt-").FullName + "/";
        foreach (var (name, text) in new[] { ("proc/self/cgroup", groups), (file, content), (
            file.Replace("quota", "period"),
            content.Contains(' ') ? content : file.Contains("quota") ? "100000\n" : content) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + name)!);
            if (!File.Exists(root + name))
            {
                File.WriteAllText(root + name, text);
            }
        }

        Assert.That(CpuCount.Available(root, affinity: 8), Is.EqualTo(expected));
        Directory.Delete(root, recursive: true);
    }

    [Test]
    public void There_is_always_one() => Assert.That(CpuCount.Available(), Is.InRange(1, Environment.ProcessorCount));
}
