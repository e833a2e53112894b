using System.Text;

namespace Distplusplus.Tests.Support;

/// <summary>
/// Grows include graphs nobody would write: conditionals, include_next, links, one name in many directories, headers
/// that shadow others, names made by macros, cycles.
/// </summary>
internal static class RandomIncludes
{
    private static readonly string[] _directories =
        ["src", "src/sub", "inc", "inc/sub", "sys", "sys/sub", "after", "quote"];
    private static readonly string[] _names =
        ["a.h", "b.h", "c.h", "d.h", "sub/a.h", "sub/b.h", "sub/../a.h", "../c.h"];

    /// <summary>Writes src/main.c and what it may include.</summary>
    /// <param name="write">Path and text.</param>
    /// <param name="link">Path and target.</param>
    /// <param name="circles">Some links lead to themselves or to one another.</param>
    public static void Grow(
        Action<string, string> write, Action<string, string> link, Random random, bool circles = false)
    {
        foreach (var directory in _directories)
        {
            write(directory + "/.keep", "");
            foreach (var name in (string[])["a.h", "b.h", "c.h", "d.h"])
            {
                if (random.Next(3) > 0)
                {
                    // Links lead to b.h and d.h: where those are none, there is no circle.
                    if (random.Next(8) == 0 && (circles || name is "a.h" or "c.h"))
                    {
                        var up = directory.Contains('/', StringComparison.Ordinal) ? "../../" : "../";
                        var aim = _directories[random.Next(8)];
                        link($"{directory}/{name}", $"{up}{aim}/{(random.Next(2) == 0 ? "b.h" : "d.h")}");
                    }
                    else
                    {
                        write($"{directory}/{name}", Text(random, $"{directory}/{name}"));
                    }
                }
                else if (circles && random.Next(12) == 0)
                {
                    link($"{directory}/{name}", random.Next(2) == 0 ? name : $"round-{name}");
                    link($"{directory}/round-{name}", $"./{name}");
                }
            }
        }

        write("a.h", Text(random, "a.h"));
        write("src/main.c", Text(random, "main") + Text(random, "main2"));
    }

    private static string Text(Random random, string what)
    {
        var guard = "G_" + string.Concat(what.Select(c => char.IsLetterOrDigit(c) ? c : '_')) + random.Next(1000);
        var text = new StringBuilder(random.Next(2) == 0 ? "#pragma once\n" : $"#ifndef {guard}\n#define {guard}\n");
        var guarded = text[1] == 'i';
        text.Append($"int from_{random.Next(100000)}; /* {what} */\n");
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var name = _names[random.Next(_names.Length)];
            var (open, close) = random.Next(2) == 0 ? ('"', '"') : ('<', '>');
            var named = open + name + close;
            text.Append(random.Next(9) switch
            {
                0 => $"#if N == {random.Next(5)}\n#if __has_include({named})\n#include {named}\n#endif\n#endif\n",
                1 => $"#if __has_include({named})\n#include {named}\nint has_{random.Next(1000)};\n#endif\n",
                2 => $"#define H_{guard} {named}\n#if __has_include({named})\n#include H_{guard}\n#endif\n",
                3 => $"#if __has_include_next({named})\n#include_next {named}\n#endif\n",
                4 => $"#if __has_include(CHOSEN)\n#  include /* odd */ CHOSEN\n#endif\n",
                5 => $"#ifdef NOWHERE\n#include <nowhere/{name}>\n#endif\n",
                6 => $"#if __has_include(\"{name}\")\n%:inc\\\nlude \"{name}\"\n#endif\n",
                7 => $"#define S_(x) #x\n#define S(x) S_(x)\n#define PART sub\n"
                + "#if __has_include(\"sub/a.h\")\n#include S(PART/a.h)\n#endif\n",
                _ => $"/* # include \"x\" */ #if __has_include({named})\n/**/ #include {named} // end\n#endif\n",
            });
        }

        return text.Append(guarded ? "#endif\n" : "").ToString();
    }
}
