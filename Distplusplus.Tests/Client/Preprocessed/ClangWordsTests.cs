using System.Text;
using Distplusplus.Client.Preprocessed;

namespace Distplusplus.Tests.Client.Preprocessed;

internal sealed class ClangWordsTests
{
    [TestCase("a.c:2:5: warning: unused variable 'x' [-Wunused-variable]\nint x;\n    ^\n", true)]
    [TestCase("<scratch space>:2:1: note: expanded from here\n", false)]
    [TestCase("a.c:5:1: warning: embedding a directive within macro arguments has undefined behavior\n", false)]
    [TestCase("a.c:2:5: error: redefinition of 'v'\na.c:1:5: note: previous definition is here\n", true)]
    [TestCase("./h.h:2:5: error: redefinition of 'v'\nint v;\n./h.h:2:5: note: previous definition is here\n", false)]
    [TestCase("\e[1m./h.h:2:5: \e[0m\e[0;1;31merror: \e[0m\e[1mredefinition of 'v'\e[0m\n"
        + "\e[1m./h.h:2:5: \e[0m\e[0;1;30mnote: \e[0mprevious definition is here\e[0m\n", false)]
    [TestCase("marked.h:2:5: warning: unused variable 'x'\n", true)]
    [TestCase("marked.h:1:5: warning: unused variable 'x'\n", false)]
    [TestCase("marked.h:1: warning: unused variable 'x'\n", false)]
    [TestCase("plain.h:1:5: warning: unused variable 'x'\n", true)]
    public void Words_are_those_of_the_source_or_not_sure(string said, bool sure)
    {
        byte[]? Read(string name) => name switch
        {
            "marked.h" => [0xEF, 0xBB, 0xBF, (byte)'\n'],
            "plain.h" => [(byte)'\n'],
            _ => null,
        };
        Assert.That(ClangWords.AreOfSource(Encoding.UTF8.GetBytes(said), Read), Is.EqualTo(sure));
    }
}
