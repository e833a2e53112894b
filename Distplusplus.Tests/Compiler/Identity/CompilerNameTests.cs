using Distplusplus.Compiler.Identity;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Identity;

internal sealed class CompilerNameTests
{
    [TestCase("gcc", CompilerFamily.Gcc, false)]
    [TestCase("g++", CompilerFamily.Gcc, true)]
    [TestCase("gcc-12", CompilerFamily.Gcc, false)]
    [TestCase("g++-12.2.0", CompilerFamily.Gcc, true)]
    [TestCase("gcc12", CompilerFamily.Gcc, false)]
    [TestCase("x86_64-linux-gnu-g++-12", CompilerFamily.Gcc, true)]
    [TestCase("arm-none-eabi-gcc", CompilerFamily.Gcc, false)]
    [TestCase("i686-w64-mingw32-gcc", CompilerFamily.Gcc, false)]
    [TestCase("clang", CompilerFamily.Clang, false)]
    [TestCase("clang-14", CompilerFamily.Clang, false)]
    [TestCase("clang++-14", CompilerFamily.Clang, true)]
    [TestCase("clang++", CompilerFamily.Clang, true)]
    [TestCase("aarch64-linux-android21-clang", CompilerFamily.Clang, false)]
    public void A_name_tells_family_and_language(string name, CompilerFamily family, bool isCxx)
    {
        Assert.That(CompilerName.LooksLikeCompiler(name));
        Assert.That(CompilerName.DriverOf(name), Is.EqualTo(new CompilerDriver(family, isCxx)));
        Assert.That(CompilerName.IsCxx(name), Is.EqualTo(isCxx));
    }

    [TestCase("cc", false)]
    [TestCase("c++", true)]
    [TestCase("c89", false)]
    [TestCase("c99", false)]
    [TestCase("x86_64-linux-gnu-cc", false)]
    public void A_compiler_whose_family_the_name_does_not_tell(string name, bool isCxx)
    {
        Assert.That(CompilerName.LooksLikeCompiler(name));
        Assert.That(CompilerName.DriverOf(name), Is.Null);
        Assert.That(CompilerName.IsCxx(name), Is.EqualTo(isCxx));
    }

    [TestCase("gcc-ar")]
    [TestCase("gcc-ranlib-12")]
    [TestCase("ld")]
    [TestCase("clang-format")]
    [TestCase("clang-cpp")]
    [TestCase("distplusplus")]
    [TestCase("cpp")]
    [TestCase("")]
    [TestCase("-12")]
    [TestCase("ccache")]
    [TestCase("serve")]
    [TestCase("c")]
    public void No_compiler(string name)
    {
        Assert.That(CompilerName.LooksLikeCompiler(name), Is.False);
        Assert.That(CompilerName.DriverOf(name), Is.Null);
    }
}
