using System.Text;
using Distplusplus.Client.Inputs;

namespace Distplusplus.Tests.Client.Inputs;

internal sealed class IncludeScannerTests
{
    [TestCase("#include <a.h>", "Include <a.h>")]
    [TestCase("#include \"a.h\"", "Include \"a.h\"")]
    [TestCase("  #\tinclude<a.h>", "Include <a.h>")]
    [TestCase("#include \"a b.h\" // why", "Include \"a b.h\"")]
    [TestCase("#include_next <a.h>", "Next <a.h>")]
    [TestCase("#import <a.h>", "Include <a.h>")]
    [TestCase("#embed \"data.bin\" limit(4)", "Exists \"data.bin\"")]
    [TestCase("#embed <data.bin> prefix(1, 2) if_empty(0)", "Exists <data.bin>")]
    [TestCase("# /* c */ embed \\\n DATA limit(4)", "Exists DATA limit(4)")]
    [TestCase("#if __has_embed(\"data.bin\" limit(4)) > 0", "Exists \"data.bin\" Exists \"data.bin\"")]
    [TestCase("#elif __has_embed(DATA limit(4))", "Exists DATA limit(4)")]
    [TestCase("#if __has_include_next(NEXT)", "ExistsNext NEXT")]
    [TestCase("%:include <a.h>", "Include <a.h>")]
    [TestCase("??=include <a.h>", "Include <a.h>")]
    [TestCase("\uFEFF#include <a.h>", "Include <a.h>")]
    [TestCase("/* c */ #include <a.h>", "Include <a.h>")]
    [TestCase("/* a\n b */ # /* c */ include /* d */ <a.h>", "Include <a.h>")]
    [TestCase("#inc\\\nlude <a.h>", "Include <a.h>")]
    [TestCase("#\\\n include \\\n <a.h>", "Include <a.h>")]
    [TestCase("#include \"a\\\nb.h\"", "Include \"ab.h\"")]
    [TestCase("#include <a\\\r\nb.h>", "Include <ab.h>")]
    [TestCase("#in??/\nclude <a.h>", "Include <a.h>")]
    [TestCase("#if 0\r\n#include <a.h>\r\n#endif", "Include <a.h>")]
    [TestCase("int x; #include <a.h>", "")]
    [TestCase("#include MACRO", "Include MACRO")]
    [TestCase("#include MACRO(<a.h>) /* c */", "Include MACRO(<a.h>)")]
    [TestCase("#include \\\n MACRO", "Include MACRO")]
    [TestCase("#include /* a\n b */ <a.h>", "Include <a.h>")]
    [TestCase("#include <http://*a.h>", "Include <http://*a.h>")]
    [TestCase("#if __has_include(<a.h>)", "Exists <a.h> Exists <a.h>")]
    [TestCase("#if defined(X) && __has_include ( \"a.h\" )", "Exists \"a.h\" Exists \"a.h\"")]
    [TestCase("#elif __has_include_next(<a.h>)", "Exists <a.h> ExistsNext <a.h>")]
    [TestCase("#elif \\\n __has_embed(<a.bin>)", "Exists <a.bin> Exists <a.bin>")]
    [TestCase("#if __has_include(MACRO(1, (2)))", "Exists MACRO(1, (2))")]
    [TestCase("#if /* a\n */ WRAPPER(<a.h>)", "Exists <a.h>")]
    [TestCase("#define HAS __has_include(<a.h>)", "Exists <a.h>")]
    [TestCase("#ifdef __has_include", "")]
    [TestCase("#line 12 \"grammar.y\"", "Line \"grammar.y\"")]
    [TestCase("# 12 \"grammar.y\" 3", "Line \"grammar.y\"")]
    [TestCase("#pragma GCC dependency \"a.y\" is newer", "Exists \"a.y\"")]
    [TestCase("#pragma once", "")]
    [TestCase("#include", "")]
    [TestCase("#include \"unfinished", "")]
    [TestCase("#include \"\"", "")]
    [TestCase("#", "")]
    [TestCase("", "")]
    public void What_a_text_may_include_is_found(string text, string expected)
        => Assert.That(Found(Encoding.UTF8.GetBytes(text)), Is.EqualTo(expected));

    [TestCase("asm(\".incbin \\\"a.bin\\\"\");", true)]
    [TestCase("asm(\".include \\\"a.s\\\"\");", true)]
    [TestCase("box.include(other);", false)]
    [TestCase("\t.include \"a.s\"", true)]
    [TestCase(".include", false)]
    public void Assembler_that_reads_files_is_seen(string text, bool reads)
        => Assert.That(Flags(text).HasFlag(ScanFlags.AssemblerInclude), Is.EqualTo(reads));

    [TestCase("import std;", true)]
    [TestCase("  import <vector>;", true)]
    [TestCase("export module a.b:c;", true)]
    [TestCase("module;", true)]
    [TestCase("module :private;", true)]
    [TestCase("int important;", false)]
    [TestCase("import_all(x);", false)]
    [TestCase("auto module = load();", false)]
    [TestCase("module.load();", false)]
    public void Module_declarations_are_seen(string text, bool declares)
        => Assert.That(Flags(text).HasFlag(ScanFlags.Modules), Is.EqualTo(declares));

    [Test]
    public void Any_bytes_are_scanned_without_trouble()
    {
        var random = new Random(7);
        var pieces = (string[])["#", "include", "<", ">", "\"", "\\\n", "/*", "*/", "//", "\n", " ", "??/", "%:",
            "define", "(", ")", "if", "__has_include", "\u00ff", "line", "'", "R\"("];
        var scanner = new IncludeScanner();
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(14); n > 0; n--)
            {
                text.Append(pieces[random.Next(pieces.Length)]);
            }

            Assert.That(() => scanner.Scan(Encoding.Latin1.GetBytes(text.ToString())), Throws.Nothing, text.ToString());
        }
    }

    private static ScanFlags Flags(string text) => new IncludeScanner().Scan(Encoding.UTF8.GetBytes(text)).Flags;

    private static string Found(byte[] text)
    {
        var found = new List<string>();
        var packed = new IncludeScanner().Scan(text).Directives.Span;
        while (ScannedText.TryRead(ref packed, out var kind, out var form, out var name))
        {
            var named = Encoding.UTF8.GetString(name);
            found.Add(
                $"{kind} {form switch { DirectiveForm.Quote => $"\"{named}\"", DirectiveForm.Angle => $"<{named}>",
                DirectiveForm.Computed => named }}");
        }

        return string.Join(' ', found);
    }
}
