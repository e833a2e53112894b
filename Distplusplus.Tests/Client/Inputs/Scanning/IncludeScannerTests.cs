using System.Text;
using Distplusplus.Client.Inputs.Scanning;

namespace Distplusplus.Tests.Client.Inputs.Scanning;

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

    [TestCase("#define H \"x.h\" // why", "Define H=\"x.h\"")]
    [TestCase("# define H /* c */ <x/y.h>", "Define H=<x/y.h>")]
    [TestCase("#define G \\\n H", "Define G=H")]
    [TestCase("#define GUARD", "")]
    [TestCase("#define TWO \"a\" \"b\"", "")]
    [TestCase("#define ONE 1", "")]
    [TestCase("#define F(x) x", "")]
    public void Macros_that_are_names_of_files_are_found(string text, string expected)
    {
        var found = new IncludeScanner().Scan(Encoding.UTF8.GetBytes(text));
        Assert.That(Found(Encoding.UTF8.GetBytes(text)).Replace('\0', '='), Is.EqualTo(expected));
        Assert.That(found.Macros, Has.Exactly(expected.Length > 0 ? 0 : 1).Items);
    }

    [TestCase("asm(\".incbin \\\"a.bin\\\"\");", false, "Binary \"a.bin\"", false)]
    [TestCase("asm(\"\\t.include\\t\\\"a.s\\\"\");", false, "Assembly \"a.s\"", false)]
    [TestCase("asm(\".incbin\" \" \\\"a.bin\\\"\");", false, "", true)]
    [TestCase("asm(\".incbin \\\"\" NAME \"\\\"\");", false, "", true)]
    [TestCase("asm(R\"(.incbin \"a.bin\")\");", false, "", true)]
    [TestCase("box.include(other);", false, "", false)]
    [TestCase("/* .incbin \\\"a\\\" */", false, "", false)]
    [TestCase("x // .include \"a\"", true, "", false)]
    [TestCase("\t.include \"a.s\"", true, "Assembly \"a.s\"", false)]
    [TestCase("\t.incbin\"a\", 4", true, "Binary \"a\"", false)]
    [TestCase("\t.incbin NAME", true, "", true)]
    [TestCase("\t.include \\name", true, "", true)]
    [TestCase(".include", true, "", false)]
    [TestCase(".included", true, "", false)]
    public void Files_that_the_assembler_reads_are_found(string text, bool isAssembly, string expected, bool flagged)
    {
        Assert.That(Found(Encoding.UTF8.GetBytes(text), isAssembly), Is.EqualTo(expected));
        Assert.That(
            new IncludeScanner().Scan(Encoding.UTF8.GetBytes(text), isAssembly).Flags
                .HasFlag(ScanFlags.AssemblerInclude),
            Is.EqualTo(flagged));
    }

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

    private static string Found(byte[] text, bool isAssembly = false)
    {
        var found = new List<string>();
        var packed = new IncludeScanner().Scan(text, isAssembly).Directives.Span;
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
