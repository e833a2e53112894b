using Distplusplus.Client.Local;
using Distplusplus.Platform.Files;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Client.Local;

internal sealed class CompilerSearchTests
{
    private string _root = string.Empty;

    [SetUp]
    public void MakeDirectories() => _root = Directory.CreateTempSubdirectory("dpp-search-").FullName;

    [TearDown]
    public void RemoveDirectories() => Directory.Delete(_root, recursive: true);

    [Test]
    public void A_name_that_leads_to_ourselves_is_passed_over_however_often_it_stands_on_PATH()
    {
        var ourselves = Program("self/distplusplus");
        Link("a/gcc", ourselves);
        Link("b/gcc", $"{_root}/a/gcc");
        var real = Program("c/gcc");
        var found = Search(string.Empty, "a", "b", "a", "c").Find("gcc", Identity(ourselves), out _);
        Assert.That(found!.Path, Is.EqualTo(real));
    }

    [Test]
    public void What_this_chain_of_processes_went_through_is_not_taken_again()
    {
        var ourselves = Program("self/distplusplus");
        var ccache = Program("a/gcc");
        var real = Program("b/gcc");
        var first = Search(null, "a", "b");
        Assert.That(first.IsInside, Is.False);
        var wrapper = first.Find("gcc", Identity(ourselves), out _)!;
        Assert.That(wrapper.Path, Is.EqualTo(ccache));

        var visited = $"{wrapper.File.Device:x}.{wrapper.File.Inode:x}";
        var second = Search(visited, "a", "b");
        Assert.That(second.IsInside, Is.True);
        Assert.That(second.Find("gcc", Identity(ourselves), out _)!.Path, Is.EqualTo(real));
    }

    [Test]
    public void Only_ourselves_is_told_from_nothing_at_all()
    {
        var ourselves = Program("self/distplusplus");
        Link("a/gcc", ourselves);
        Assert.That(Search(null, "a").Find("gcc", Identity(ourselves), out var onlyOurselves), Is.Null);
        Assert.That(onlyOurselves, Is.True);
        Assert.That(Search(null, "a").Find("g++", Identity(ourselves), out onlyOurselves), Is.Null);
        Assert.That(onlyOurselves, Is.False);
    }

    [Test]
    public void Directories_and_files_that_may_not_be_run_are_no_programs()
    {
        Directory.CreateDirectory($"{_root}/a/gcc");
        Directory.CreateDirectory($"{_root}/b");
        File.WriteAllText($"{_root}/b/gcc", "text");
        var real = Program("c/gcc");
        Assert.That(Search(null, "a", "b", "c").Find("gcc", default, out _)!.Path, Is.EqualTo(real));
    }

    private CompilerSearch Search(string? visited, params string[] directories)
        => new(visited, string.Join(':', directories.Select(d => $"{_root}/{d}")));

    private static FileIdentity Identity(string path) => FileIdentity.Of(path)!.Value;

    private string Program(string name)
    {
        var path = $"{_root}/{name}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{name}")!);
        File.CreateSymbolicLink($"{_root}/{name}", target);
    }
}
