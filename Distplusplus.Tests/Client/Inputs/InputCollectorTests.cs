using Distplusplus.Client.Inputs;

namespace Distplusplus.Tests.Client.Inputs;

internal sealed class InputCollectorTests
{
    private SourceTree _tree = null!;

    [SetUp]
    public void MakeTree() => _tree = new SourceTree();

    [TearDown]
    public void RemoveTree() => _tree.Dispose();

    [TestCase("gcc", "c", "#include <stdio.h>\n#include <stdlib.h>\n#include <math.h>\n#include <pthread.h>")]
    [TestCase("g++", "cc", "#include <regex>\n#include <map>\n#include <iostream>\n#include <thread>")]
    [TestCase("clang++", "cc", "#include <regex>\n#include <map>\n#include <iostream>\n#include <thread>")]
    [TestCase("clang", "c", "#include <stdatomic.h>\n#include <immintrin.h>\n#include <sys/socket.h>")]
    [TestCase("g++", "cc", "#include <nlohmann/json.hpp>\n#include <fmt/format.h>\n#include <fmt/ranges.h>")]
    [TestCase("g++", "cc", "#include <eigen3/Eigen/Dense>")]
    [TestCase("clang++", "cc", "#include <eigen3/Eigen/Dense>\n#include <nlohmann/json.hpp>")]
    [TestCase("g++", "cc", "#include <boost/asio.hpp>\n#include <boost/spirit/include/qi.hpp>")]
    [TestCase(
        "g++", "cc",
        "#include <boost/mpl/vector.hpp>\n#include <boost/function.hpp>\n#include <boost/graph/adjacency_list.hpp>")]
    [TestCase(
        "clang++", "cc",
        "#include <boost/spirit/include/qi.hpp>\n#include <boost/variant.hpp>\n"
        + "#include <boost/fusion/include/vector.hpp>")]
    [TestCase("g++", "cc", "#include <bits/stdc++.h>")]
    [TestCase(
        "g++", "cc",
        "#include <boost/atomic.hpp>\n#include <boost/multi_index_container.hpp>\n"
        + "#include <boost/program_options.hpp>\n#include <boost/regex.hpp>")]
    public void Nothing_the_compiler_reads_is_missing(string compiler, string suffix, string text)
    {
        _tree.Write("a." + suffix, text + "\n");
        var truth = _tree.Truth(compiler, "a." + suffix);
        Assume.That(truth, Is.Not.Null);
        Assert.That(truth!.Except(SourceTree.Files(_tree.Collect(compiler, "a." + suffix))), Is.Empty);
    }

    [Test]
    public void The_source_stands_first_and_travels_whole()
    {
        _tree.Write("src/a.c", "#include \"b.h\"\n");
        _tree.Write("src/b.h", "int b;\n");
        var entries = ((CollectedInputs.Complete)_tree.Collect("gcc", "src/a.c")).Entries;
        var source = (InputEntry.File)entries[0];
        Assert.That(source.Path, Is.EqualTo(_tree.Root + "/src/a.c"));
        Assert.That(source.Content, Is.EqualTo("#include \"b.h\"\n"u8.ToArray()));
        var header = (InputEntry.File)entries.Single(e => e.Path.EndsWith("/src/b.h", StringComparison.Ordinal));
        Assert.That(
            Convert.ToHexStringLower(header.Digest.Span),
            Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("int b;\n"u8))));
        Assert.That(
            header.ModifiedNs / 1_000_000_000,
            Is.EqualTo(new DateTimeOffset(File.GetLastWriteTimeUtc(header.Path)).ToUnixTimeSeconds()));
        Assert.That(InputCollector.ReadContent(header), Is.EqualTo("int b;\n"u8.ToArray()));
        File.WriteAllText(header.Path, "int c;\n");
        Assert.That(InputCollector.ReadContent(header), Is.Null);
    }

    [Test]
    public void Quotes_search_beside_the_file_and_brackets_do_not()
    {
        _tree.Write("a.c", "#include \"d/x.h\"\n#include <y.h>\n");
        _tree.Write("d/x.h", "#include \"y.h\"\n");
        _tree.Write("d/y.h", "");
        _tree.Write("y.h", "");
        _tree.Write("inc/y.h", "");
        Assert.That(
            _tree.Own(_tree.Collect("gcc", "a.c", SourceTree.Options(angle: ["inc"]))),
            Is.EquivalentTo(new[] { "a.c", "d/x.h", "d/y.h", "inc/y.h" }));
    }

    [Test]
    public void Include_next_brings_every_file_of_the_name()
    {
        _tree.Write("a.c", "#include <x.h>\n");
        _tree.Write("one/x.h", "#include_next <x.h>\n");
        _tree.Write("two/x.h", "#include_next <x.h>\n");
        _tree.Write("three/x.h", "");
        Assert.That(
            _tree.Own(
                _tree.Collect("gcc", "a.c", SourceTree.Options(angle: ["one"], system: ["two"], after: ["three"]))),
            Is.EquivalentTo(new[] { "a.c", "one/x.h", "two/x.h", "three/x.h" }));
    }

    [Test]
    public void Links_travel_as_links_and_directories_walked_through_exist()
    {
        _tree.Write("real/x.h", "#include \"../beside.h\"\n");
        _tree.Write("beside.h", "");
        _tree.Write("empty/readme", "");
        _tree.Link("inc", "real");
        _tree.Link("named.h", "empty/../inc/x.h");
        _tree.Write("a.c", "#include \"inc/x.h\"\n#include \"named.h\"\n");
        Assert.That(
            _tree.Own(_tree.Collect("gcc", "a.c", SourceTree.Options(angle: ["empty", "nowhere"]))),
            Is.EquivalentTo(
                new[] { "a.c", "real/x.h", "beside.h", "empty/", "inc -> real", "named.h -> empty/../inc/x.h" }));
    }

    [Test]
    public void A_linked_file_includes_from_where_it_is_named_and_from_where_it_stands()
    {
        _tree.Write("store/x.h", "#include \"y.h\"\n");
        _tree.Write("store/y.h", "");
        _tree.Write("inc/y.h", "");
        _tree.Link("inc/x.h", "../store/x.h");
        _tree.Write("a.c", "#include \"inc/x.h\"\n");
        Assert.That(
            _tree.Own(_tree.Collect("gcc", "a.c")),
            Is.EquivalentTo(new[] { "a.c", "store/x.h", "store/y.h", "inc/y.h", "inc/x.h -> ../store/x.h" }));
    }

    [Test]
    public void Forced_includes_are_searched_from_the_working_directory_first()
    {
        _tree.Write("src/a.c", "");
        _tree.Write("src/f.h", "");
        _tree.Write("f.h", "");
        _tree.Write("q/g.h", "");
        Assert.That(
            _tree.Own(_tree.Collect("gcc", "src/a.c", SourceTree.Options(quote: ["q"], forced: ["f.h", "g.h"]))),
            Is.EquivalentTo(new[] { "src/a.c", "f.h", "q/g.h" }));
    }

    [Test]
    public void Environment_paths_count_and_become_options()
    {
        _tree.Environment["CPATH"] = "one::";
        _tree.Environment["C_INCLUDE_PATH"] = "two";
        _tree.Environment["CPLUS_INCLUDE_PATH"] = "three";
        _tree.Write("a.c", "#include <x.h>\n#include <y.h>\n");
        _tree.Write("one/x.h", "");
        _tree.Write("two/x.h", "");
        _tree.Write("two/y.h", "");
        _tree.Write("three/y.h", "");
        var found = _tree.Collect("gcc", "a.c");
        Assert.That(_tree.Own(found), Is.EquivalentTo(new[] { "a.c", "one/x.h", "two/y.h" }));
        Assert.That(
            ((CollectedInputs.Complete)found).ExtraOptions, Is.EqualTo(
                new[] { "-Ione", "-I.", "-I.", "-isystem", "two" }));
        Assert.That(_tree.Truth("gcc", "a.c")!.Except(SourceTree.Files(found)), Is.Empty);
    }

    [TestCase("#define H \"x.h\"\n#include H\n", "x.h")]
    [TestCase("#define H <x.h>\n#define G H\n#include G\n", "x.h")]
    [TestCase("#include FROM_OPTION\n", "option.h")]
    [TestCase("#define STR(x) STR_(x)\n#define STR_(x) #x\n#define DIR sub\n#include STR(DIR/x.h)\n", "sub/x.h")]
    [TestCase(
        "#define CAT(a, b) CAT_(a, b)\n#define CAT_(a, b) a ## b\n"
        + "#define H_2 <x.h>\n#define N 2\n#include CAT(H_, N)\n",
        "x.h")]
    [TestCase("#ifdef X\n#define H \"x.h\"\n#else\n#define H \"y.h\"\n#endif\n#include H\n", "x.h y.h")]
    [TestCase("#if __has_include(NOT_DEFINED)\n#endif\n#include PLUGIN\n", "")]
    [TestCase("#define D \"x.h\"\n#embed D limit(4)\n#if __has_embed(D limit(4))\n#embed <y.h>\n#endif\n", "x.h y.h")]
    [TestCase("#ifndef ONCE\n#define ONCE\n#include __FILE__\n#endif\n", "")]
    public void Names_that_macros_give_are_followed(string text, string found)
    {
        _tree.Write("a.c", text);
        foreach (var name in (string[])["x.h", "y.h", "sub/x.h", "option.h"])
        {
            _tree.Write(name, "");
        }

        Assert.That(
            _tree.Own(
                _tree.Collect("gcc", "a.c", SourceTree.Options(angle: ["."], macros: ["FROM_OPTION=\"option.h\""]))),
            Is.EquivalentTo(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append("a.c")));
    }

    [TestCase("#include __FILE__\n", true)]
    [TestCase("#define STR_(x) #x\n#define STR(x) STR_(x)\n#include STR(sub/__LINE__.h)\n", false)]
    [TestCase("#define STR_(x) #x\n#define STR(x) STR_(x)\n#include STR(ROOT/sub/__LINE__.h)\n", true)]
    [TestCase(
        "#define STR_(x) #x\n#define STR(x) STR_(x)\n#define TOP /home\n#define HALF a/2\n"
            + "#include STR(sub/__LINE__.h)\n",
        true)]
    [TestCase(
        "#define STR_(x) #x\n#define STR(x) STR_(x)\n#define HALF(a, b) ((a) / (b) + a/2)\n"
            + "#include STR(sub/__LINE__.h)\n",
        false)]
    public void What_may_be_named_absolutely_is_taken_to_be(string text, bool isAbsolute)
    {
        _tree.Write("a.c", "#ifndef ONCE\n#define ONCE\n" + text + "#endif\n");
        for (var line = 5; line < 8; line++)
        {
            _tree.Write($"sub/{line}.h", "");
        }

        var found = _tree.Collect(
            "gcc", "a.c", SourceTree.Options(angle: ["."],
                macros: text.Contains("ROOT") ? [$"ROOT={_tree.Root}"] : []));
        Assert.That(((CollectedInputs.Complete)found).NamesAbsolute, isAbsolute ? Is.Not.Null : Is.Null);
    }

    [TestCase(
        "gcc", "a.c", "asm(\".incbin \\\"data\\\"\\n\\t.include \\\"inc.s\\\"\");\n",
        "a.c data deep/data inc/inc.s")]
    [TestCase("gcc", "a.c", "/* .incbin is for \".include\" */ // .incbin X\nint x;\n", "a.c inc/")]
    [TestCase("gcc", "a.s", "\t.include \"inc.s\"\n\t.incbin \"data\", 1, 2\n", "a.s data deep/data inc/inc.s")]
    [TestCase("clang", "a.s", "\t.include \"inc.s\"\n", "a.s deep/data inc/inc.s")]
    public void Files_that_the_assembler_reads_are_found(string compiler, string source, string text, string found)
    {
        _tree.Write(source, text);
        _tree.Write("data", "x");
        _tree.Write("deep/data", "y");
        _tree.Write(
            "inc/inc.s", source == "a.c" ? "asm .incbin \\\"deep/data\\\"" : "\t.incbin \"deep/data\"\n");
        Assert.That(
            _tree.Own(_tree.Collect(compiler, source, SourceTree.Options(angle: ["inc"]))),
            Is.EquivalentTo(found.Split(' ')));
    }

    [TestCase(
        "#define H __GNUC__\n#define CAT(a, b) CAT_(a, b)\n#define CAT_(a, b) a ## b\n#include CAT(X, H)\n",
        "ComputedInclude: a.c: CAT(X, H)")]
    [TestCase("asm(\".incbin \\\"\" X \"\\\"\");\n", "AssemblerInclude: a.c")]
    [TestCase("#define HAS(x, y) <x>\n#if __has_include(HAS(X, Y))\n#endif\n", "ComputedInclude: a.c: HAS(X, Y)")]
    [TestCase("#include \"x.h\"\n", "PrecompiledHeader: x.h.gch")]
    [TestCase("#include \"../../../../../../../../../../x.h\"\n", "ClimbsAboveRoot: /../x.h")]
    public void What_cannot_be_known_is_said(string text, string obstacle)
    {
        _tree.Write("a.c", text);
        _tree.Write("x.h.gch", "");
        var said = _tree.Own(_tree.Collect("gcc", "a.c"))[0];
        Assert.That(
            said.StartsWith("ClimbsAboveRoot", StringComparison.Ordinal) ? obstacle : said, Is.EqualTo(obstacle));
    }

    [Test]
    public void A_missing_source_is_said()
        => Assert.That(_tree.Own(_tree.Collect("gcc", "a.c")), Is.EqualTo(new[] { "NoSource: a.c" }));

    [Test]
    public void A_source_that_is_no_file_is_not_said_to_be_missing()
    {
        Directory.CreateDirectory(_tree.Root + "/a.c");
        Assert.That(_tree.Own(_tree.Collect("gcc", "a.c")), Is.EqualTo(new[] { "Unreadable: a.c" }));
    }

    [Test]
    public void Hard_links_are_two_files_for_gcc_and_an_obstacle_for_clang()
    {
        _tree.Write("one/x.h", "#pragma once\n");
        Directory.CreateDirectory(_tree.Root + "/two");
        Distplusplus.Platform.Files.NativeFile.HardLink(_tree.Root + "/one/x.h", _tree.Root + "/two/x.h");
        _tree.Write("a.c", "#include \"one/x.h\"\n#include \"two/x.h\"\n");
        Assert.That(_tree.Own(_tree.Collect("gcc", "a.c")), Is.EquivalentTo(new[] { "a.c", "one/x.h", "two/x.h" }));
        Assert.That(_tree.Own(_tree.Collect("clang", "a.c")), Is.EqualTo(new[] { "HardLinks: two/x.h" }));
    }

    [Test]
    public void The_files_that_line_directives_name_travel_for_the_messages()
    {
        _tree.Write("src/a.c", "#line 3 \"grammar.y\"\nint x;\n");
        _tree.Write("grammar.y", "");
        Assert.That(_tree.Own(_tree.Collect("gcc", "src/a.c")), Is.EquivalentTo(new[] { "src/a.c", "grammar.y" }));
    }

    [Test]
    public void Names_need_not_be_text()
    {
        var name = Distplusplus.Platform.NativeText.Decode([(byte)'x', 0xFC, 0xFF, (byte)'.', (byte)'h']);
        using (var handle = Distplusplus.Platform.Files.NativeFile.Open(_tree.Root + "/" + name, 0x41, 0x1B6))
        {
        }

        byte[] text = [.. "#include \"x"u8, 0xFC, 0xFF, .. ".h\"\n"u8];
        File.WriteAllBytes(_tree.Root + "/a.c", text);
        Assert.That(_tree.Own(_tree.Collect("gcc", "a.c")), Is.EquivalentTo(new[] { "a.c", name }));
    }
}
