using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Hosting;

internal sealed class ClangFilesTests
{
    [TestCase("Debian clang version 14.0.6", "-O2", false)]
    [TestCase("Debian clang version 15.0.6", "-O2", true)]
    [TestCase("clang version 20.1.0 (https://example.org)", "-O2", true)]
    [TestCase("Debian clang version 16.0.6 (15~deb12u1)", "-fmacro-prefix-map=/a=/b", false)]
    [TestCase("Debian clang version 16.0.6 (15~deb12u1)", "-ffile-reproducible", false)]
    [TestCase("", "-O2", false)]
    public void Only_our_own_map_makes_a_later_clang_change_names(string version, string option, bool expected)
    {
        var options = CommandLineReader.Read([option], CompilerFamily.Clang)
            .Select(word => ((CommandLineWord.Option)word).Parsed);
        Assert.That(ClangFiles.AreMadeReproducible(version, options), Is.EqualTo(expected));
    }
}
