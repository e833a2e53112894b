using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Tests.Platform.Files;

internal sealed class NativeFileTests
{
    private string _directory = null!;

    [SetUp]
    public void Make()
    {
        _directory = Directory.CreateTempSubdirectory("dpp-").FullName;
        Directory.CreateDirectory($"{_directory}/root/inner");
        File.WriteAllText($"{_directory}/secret", "secret");
        File.WriteAllText($"{_directory}/root/inner/file", "mine");
    }

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [TestCase("inner/file", ExpectedResult = "mine")]
    [TestCase("/inner/file", ExpectedResult = "mine")]
    [TestCase("inner/../inner/file", ExpectedResult = "mine")]
    [TestCase("near/file", ExpectedResult = "mine")]
    [TestCase("nowhere/file", ExpectedResult = null)]
    [TestCase("../secret", ExpectedResult = null)]
    [TestCase("up/secret", ExpectedResult = null)]
    [TestCase("far/secret", ExpectedResult = null)]
    [TestCase("inner/link", ExpectedResult = null)]
    public string? What_is_opened_beneath_a_directory_lies_there_whatever_links_say(string path)
    {
        File.CreateSymbolicLink($"{_directory}/root/near", "inner");
        File.CreateSymbolicLink($"{_directory}/root/up", "..");
        File.CreateSymbolicLink($"{_directory}/root/far", _directory);
        File.CreateSymbolicLink($"{_directory}/root/inner/link", "file");
        using var file = NativeFile.OpenBeneath(
            $"{_directory}/root", path, Libc.OpenReadOnly | Libc.OpenNoFollow);
        if (file is null)
        {
            return null;
        }

        using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
        return reader.ReadToEnd();
    }
}
