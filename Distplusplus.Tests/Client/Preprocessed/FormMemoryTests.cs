using Distplusplus.Client;
using Distplusplus.Client.Preprocessed;
using Distplusplus.Platform;
using Distplusplus.Tests.Compiler;

namespace Distplusplus.Tests.Client.Preprocessed;

internal sealed class FormMemoryTests
{
    [Test]
    public void What_fails_with_one_compiler_again_and_again_is_not_tried_with_it_any_more()
    {
        using var scratch = new ScratchDirectory();
        var failing = new FormMemory(scratch.Path, Compiler("gcc", "/usr/bin/gcc"), "text");
        var lean = new FormMemory(scratch.Path, Compiler("gcc", "/usr/bin/gcc"), "lean");
        var other = new FormMemory(scratch.Path, Compiler("clang", "/usr/bin/clang"), "text");
        for (var time = 0; time < FormMemory.EnoughFailures; time++)
        {
            Assert.That(failing.KnowsBetter, Is.False);
            failing.Failed();
        }

        Assert.That(failing.KnowsBetter, Is.True);
        Assert.That(lean.KnowsBetter, Is.False);
        Assert.That(other.KnowsBetter, Is.False);
    }

    private static LocalCompiler Compiler(string name, string path) => new(name, path, FileIdentity.Of(path)!.Value);
}
