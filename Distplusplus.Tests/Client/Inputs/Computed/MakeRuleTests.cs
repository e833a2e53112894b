using Distplusplus.Client.Inputs.Computed;

namespace Distplusplus.Tests.Client.Inputs.Computed;

internal sealed class MakeRuleTests
{
    [TestCase("x: a.c b.h\n", "a.c|b.h")]
    [TestCase("x: a.c \\\n  sub/b.h \\\n /c.h\n", "a.c|sub/b.h|/c.h")]
    [TestCase("x: a\\ b.c c\\#.h $$d.h C:e.h\n", "a b.c|c#.h|$d.h|C:e.h")]
    [TestCase("x: \n", "")]
    [TestCase("x: a.c b", null)]
    [TestCase("nothing\n", null)]
    public void Files_are_read_unquoted(string rule, string? files)
        => Assert.That(MakeRule.Files(rule) is { } read ? string.Join('|', read) : null, Is.EqualTo(files));
}
