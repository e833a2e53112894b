namespace Distplusplus.Tests.Client.Inputs.Computed;

/// <summary>
/// Includes whose names only the compiler can compute: it is asked once, and again when anything differs.
/// </summary>
[TestFixture("gcc", "12")]
[TestFixture("clang", "4")]
internal sealed class AskedIncludesTests(string compiler, string version)
{
    private const string Text = "#define STR_(x) #x\n#define STR(x) STR_(x)\n#include STR(conf/__GNUC__.h)\n";

    private SourceTree _tree = null!;

    private string Header => $"conf/{version}.h";

    [SetUp]
    public void MakeTree()
    {
        _tree = new SourceTree();
        _tree.Environment["CPATH"] = "before:inc";
        Directory.CreateDirectory(_tree.Root + "/before");
        _tree.Write("a.c", Text);
        _tree.Write("inc/more.h", "");
        _tree.Write("inc/" + Header, "#include <more.h>\n");
    }

    [TearDown]
    public void RemoveTree() => _tree.Dispose();

    [Test]
    public void The_compiler_is_asked_once()
    {
        for (var run = 0; run < 3; run++)
        {
            Assert.That(Own(), Is.EquivalentTo(new[] { "a.c", "before/", "inc/more.h", "inc/" + Header }));
            Assert.That(_tree.Probes, Is.EqualTo(2), "the directories, and the list");
        }
    }

    [Test]
    public void It_is_asked_again_when_a_file_differs()
    {
        Own();
        _tree.Write("inc/" + Header, "#include <other.h>\n");
        _tree.Write("inc/other.h", "");
        Assert.That(Own(), Does.Contain("inc/other.h").And.Contain("inc/" + Header));
        Assert.That(_tree.Probes, Is.EqualTo(3));
        Assert.That(Own(), Does.Contain("inc/other.h").And.Contain("inc/" + Header));
        Assert.That(_tree.Probes, Is.EqualTo(3));
    }

    [Test]
    public void It_is_asked_again_when_another_file_comes_before_the_one_it_named()
    {
        Own();
        _tree.Write("before/" + Header, "int shadow;\n");
        Assert.That(Own(), Does.Contain("before/" + Header));
        Assert.That(_tree.Probes, Is.EqualTo(3));
        Own();
        Assert.That(_tree.Probes, Is.EqualTo(3));
        File.Delete($"{_tree.Root}/before/{Header}");
        Assert.That(Own(), Does.Contain("inc/" + Header).And.Not.Contains("before/" + Header));
    }

    [Test]
    public void It_is_asked_again_when_the_file_is_gone()
    {
        Own();
        File.Delete($"{_tree.Root}/inc/{Header}");
        Assert.That(Own(), Is.EqualTo(new[] { "ComputedInclude: a.c: STR(conf/__GNUC__.h)" }));
    }

    [Test]
    public void Whether_there_is_a_file_it_cannot_tell()
    {
        _tree.Write("a.c", Text.Replace("#include STR(conf/__GNUC__.h)", "#if __has_include(STR(__GNUC__))\n#endif"));
        Assert.That(Own(), Is.EqualTo(new[] { "ComputedInclude: a.c: STR(__GNUC__)" }));
        Assert.That(_tree.Probes, Is.EqualTo(1));
    }

    private string[] Own() => _tree.Own(_tree.Collect(compiler, "a.c", remember: true));
}
