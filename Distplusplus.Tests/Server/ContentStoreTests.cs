using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Contents;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

internal sealed class ContentStoreTests
{
    private Scratch _scratch = null!;

    [SetUp]
    public void SetUp() => _scratch = new Scratch();

    [TearDown]
    public void TearDown() => _scratch.Dispose();

    [Test]
    public void What_was_kept_is_linked_with_its_time()
    {
        using var store = Open();
        var digest = Keep(store, "a", "text", 5);
        Assert.That(store.TryPlace(digest, 4, 5, Path("b"), mayShare: true), Is.True);
        Assert.That(FileIdentity.Of(Path("b"))!.Value.IsSameFileAs(FileIdentity.Of(Path("a"))!.Value), Is.True);
        Assert.That(FileIdentity.Of(Path("b"))!.Value.ModifiedNs, Is.EqualTo(5));
    }

    [Test]
    public void With_another_time_or_a_second_time_in_a_job_it_is_copied()
    {
        using var store = Open();
        var digest = Keep(store, "a", "text", 5);
        Assert.That(store.TryPlace(digest, 4, 5, Path("b"), mayShare: false), Is.True);
        Assert.That(store.TryPlace(digest, 4, 6, Path("c"), mayShare: true), Is.True);
        Assert.That(new[] { "a", "b", "c" }.Select(name => FileIdentity.Of(Path(name))!.Value.Inode), Is.Unique);
        Assert.That(FileIdentity.Of(Path("c"))!.Value.ModifiedNs, Is.EqualTo(6));
        Assert.That(File.ReadAllText(Path("c")), Is.EqualTo("text"));
    }

    [Test]
    public void The_store_outlives_its_process()
    {
        ContentDigest digest;
        using (var store = Open())
        {
            digest = Keep(store, "a", "text", 5);
        }

        using var next = Open();
        Assert.That(next.TryPlace(digest, 4, 5, Path("b"), mayShare: true), Is.True);
        Assert.That(File.ReadAllText(Path("b")), Is.EqualTo("text"));
    }

    [Test]
    public void Two_stores_on_one_directory_share_what_they_keep()
    {
        using var one = Open();
        using var other = Open();
        var digest = Keep(one, "a", "text", 5);
        Assert.That(other.TryPlace(digest, 4, 5, Path("b"), mayShare: true), Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_damaged_content_is_never_used(bool reopened)
    {
        var store = Open();
        var digest = Keep(store, "a", "text", 5);
        var kept = Directory.GetFiles(_scratch.Path + "/store", "*", SearchOption.AllDirectories)
            .Single(file => file.Contains('-') && !file.EndsWith("lock", StringComparison.Ordinal));
        _ = Libc.ChangeMode(kept, 0x180);
        File.WriteAllText(kept, "tex!");
        if (reopened)
        {
            using (var handle = NativeFile.Open(kept, Libc.OpenReadWrite))
            {
                NativeFile.SetModified(handle, 5, kept);
            }

            store.Dispose();
            store = Open();
        }

        Assert.That(store.TryPlace(digest, 4, 5, Path("b"), mayShare: true), Is.False);
        Assert.That(File.Exists(kept), Is.False);
        store.Dispose();
    }

    [Test]
    public void The_least_recently_used_goes_first()
    {
        using var store = Open(5 * 4096);
        var digests = Enumerable.Range(0, 5).Select(i => Keep(store, $"a{i}", $"text{i}", 5)).ToArray();
        Assert.That(store.TryPlace(digests[0], 5, 5, Path("b"), mayShare: true), Is.True);
        Keep(store, "new", "text9", 5);
        Assert.That(store.TryPlace(digests[1], 5, 5, Path("c"), mayShare: true), Is.False);
        Assert.That(store.TryPlace(digests[0], 5, 5, Path("d"), mayShare: true), Is.True);
        Assert.That(store.Bytes, Is.EqualTo(5 * 4096));
    }

    [Test]
    public void Many_jobs_at_the_limit_always_get_the_right_content()
    {
        using var store = Open(20 * 4096);
        Directory.CreateDirectory(Path("jobs"));
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var content = System.Text.Encoding.ASCII.GetBytes($"content {i % 40}");
            var digest = ContentDigest.Of(content);
            var path = Path($"jobs/{i}");
            if (!store.TryPlace(digest, content.Length, i % 3, path, mayShare: true))
            {
                using (var file = FileCopy.CreateNew(path))
                {
                    NativeFile.WriteAll(file, content, path);
                    NativeFile.SetModified(file, i % 3, path);
                }

                store.Keep(digest, content.Length, i % 3, path, mayShare: true);
            }

            Assert.That(File.ReadAllBytes(path), Is.EqualTo(content));
            Assert.That(FileIdentity.Of(path)!.Value.ModifiedNs, Is.EqualTo(i % 3));
        });
        Assert.That(store.Bytes, Is.LessThanOrEqualTo(20 * 4096));
    }

    private ContentStore Open(long limit = 1 << 20)
        => ContentStore.Open(_scratch.Path + "/store", limit, TimeProvider.System);

    private string Path(string name) => $"{_scratch.Path}/{name}";

    private ContentDigest Keep(ContentStore store, string name, string content, long modifiedNs)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(content);
        using (var file = FileCopy.CreateNew(Path(name)))
        {
            NativeFile.WriteAll(file, bytes, Path(name));
            NativeFile.SetModified(file, modifiedNs, Path(name));
        }

        var digest = ContentDigest.Of(bytes);
        store.Keep(digest, bytes.Length, modifiedNs, Path(name), mayShare: true);
        return digest;
    }
}
