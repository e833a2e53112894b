using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Options;

internal sealed class OptionTableTests
{
    [Test]
    public void Every_section_is_sorted_and_names_each_option_once()
    {
        foreach (var section in OptionTable.Sections)
        {
            for (var i = 1; i < section.Length; i++)
            {
                Assert.That(string.CompareOrdinal(section[i - 1].Name, section[i].Name), Is.Negative, section[i].Name);
            }
        }
    }

    [Test]
    public void Every_option_is_found_in_its_section()
    {
        foreach (var entry in OptionTable.Sections.SelectMany(section => section))
        {
            var family = entry.Families == CompilerFamilies.Clang ? CompilerFamily.Clang : CompilerFamily.Gcc;
            Assert.That(OptionTable.Find(entry.Name, family), Is.EqualTo(entry));
            if (entry.Style is ValueStyle.Joined)
            {
                Assert.That(OptionTable.Find(entry.Name + "~", family), Is.EqualTo(entry));
            }
        }
    }

    [TestCase("-foobar", null)]
    [TestCase("-fprofile-xyz", "-fprofile")]
    [TestCase("-fprofile-values", "-fprofile-values")]
    [TestCase("-Ifoo", "-I")]
    [TestCase("-isystemfoo", "-isystem")]
    [TestCase("-include", "-include")]
    [TestCase("-std=c99", "-std=")]
    [TestCase("-O2", null)]
    [TestCase("-gdwarf-5", null)]
    [TestCase("-lfoo", "-l")]
    [TestCase("-Wall", null)]
    [TestCase("-target", null)]
    [TestCase("-fsanitize=address", "-fsanitize=")]
    public void The_longest_name_that_fits_is_found(string argument, string? name)
        => Assert.That(OptionTable.Find(argument, CompilerFamily.Gcc)?.Name, Is.EqualTo(name));

    [TestCase("-fnew-thing", true)]
    [TestCase("-O2", true)]
    [TestCase("-gdwarf-5", true)]
    [TestCase("-fvisibility=hidden", true)]
    [TestCase("-msse4.2", true)]
    [TestCase("-Wno-error=format", true)]
    [TestCase("-fx=a/b", false)]
    [TestCase("-fx=a.b", false)]
    [TestCase("-fx=..", false)]
    [TestCase("-Xfoo", false)]
    [TestCase("--foo", false)]
    public void An_option_nobody_knows_may_go_if_its_shape_names_no_file(string argument, bool mayGo)
        => Assert.That(OptionTable.ByShape(argument) is not null, Is.EqualTo(mayGo));
}
