using Distplusplus.Compiler.Hosting;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Hosting;

/// <summary>Which command lines have sanitizers put places of the source into the object.</summary>
internal sealed class SanitizersTests
{
    [TestCase("-fsanitize=address", true)]
    [TestCase("-fsanitize=address,undefined -fno-sanitize=address", true)]
    [TestCase("-fsanitize=undefined -fno-sanitize=alignment", true)]
    [TestCase("-fno-sanitize=all -fsanitize=address", true)]
    [TestCase("-fsanitize-coverage=trace-pc -fno-sanitize=all", true)]
    [TestCase("-fsanitize=address,undefined -fno-sanitize=all", false)]
    [TestCase("-fsanitize=address,undefined -fno-sanitize=undefined,address", false)]
    [TestCase("-fsanitize=address -fno-sanitize=thread,all", false)]
    [TestCase("-fsanitize-recover=all -fno-sanitize=all", false)]
    public void What_is_left_on_at_the_end_counts(string options, bool areOn)
    {
        var job = JobOf.Mode(
            JobOf.Command(["clang", .. options.Split(' '), "-c", "a.c"]), SendMode.Direct, "/home/me/proj");
        Assert.That(Sanitizers.AreOn(job), Is.EqualTo(areOn));
    }
}
