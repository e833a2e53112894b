using Distplusplus.Platform.Limits;

namespace Distplusplus.Tests.Platform.Limits;

internal sealed class FreeMemoryTests
{
    private const long Mega = 1L << 20;

    private string _root = string.Empty;

    [SetUp]
    public void Start() => _root = Directory.CreateTempSubdirectory("dpt-").FullName + "/";

    [TearDown]
    public void Stop() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Without_control_groups_the_machine_s_own_memory_counts()
    {
        Write("proc/meminfo", "MemTotal:       8000000 kB\nMemAvailable:   2048 kB\n");
        Assert.That(FreeMemory.Available(_root), Is.EqualTo(2 * Mega));
    }

    [Test]
    public void Where_nobody_tells_nothing_is_in_the_way()
        => Assert.That(FreeMemory.Available(_root), Is.EqualTo(long.MaxValue));

    [TestCase("max", 100, 0, 1000, TestName = "A_group_without_a_limit_is_none")]
    [TestCase("629145600", 100, 0, 500, TestName = "A_limit_less_what_is_used")]
    [TestCase("629145600", 400, 150, 350, TestName = "Old_pages_of_files_count_as_free")]
    [TestCase("104857600", 400, 0, 0, TestName = "Beyond_the_limit_there_is_nothing")]
    public void Groups_of_the_second_version(string limit, int used, int cached, int free)
    {
        Write("proc/meminfo", $"MemAvailable:   {1000 * 1024} kB\n");
        Write("proc/self/cgroup", "0::/build/host\n");
        Write("sys/fs/cgroup/build/host/memory.max", $"{limit}\n");
        Write("sys/fs/cgroup/build/host/memory.current", $"{used * Mega}\n");
        Write("sys/fs/cgroup/build/host/memory.stat", $"anon 5\nfile 7\ninactive_file {cached * Mega}\n");
        Assert.That(FreeMemory.Available(_root), Is.EqualTo(free * Mega));
    }

    [Test]
    public void The_narrowest_of_all_groups_above_counts()
    {
        Write("proc/self/cgroup", "0::/build/host\n");
        Write("sys/fs/cgroup/build/host/memory.max", $"{900 * Mega}\n");
        Write("sys/fs/cgroup/build/host/memory.current", $"{100 * Mega}\n");
        Write("sys/fs/cgroup/build/memory.max", $"{500 * Mega}\n");
        Write("sys/fs/cgroup/build/memory.current", $"{300 * Mega}\n");
        Assert.That(FreeMemory.Available(_root), Is.EqualTo(200 * Mega));
    }

    [Test]
    public void Groups_of_the_first_version()
    {
        Write("proc/self/cgroup", "4:memory:/build\n1:cpu,cpuacct:/\n0::/\n");
        Write("sys/fs/cgroup/memory/build/memory.limit_in_bytes", $"{500 * Mega}\n");
        Write("sys/fs/cgroup/memory/build/memory.usage_in_bytes", $"{300 * Mega}\n");
        Write("sys/fs/cgroup/memory/build/memory.stat", $"cache 9\ntotal_inactive_file {50 * Mega}\n");
        Assert.That(FreeMemory.Available(_root), Is.EqualTo(250 * Mega));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + name)!);
        File.WriteAllText(_root + name, text);
    }
}
