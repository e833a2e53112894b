using System.Globalization;
using System.Text;

namespace Distplusplus.Compiler.Identity;

/// <summary>
/// A unit full of mathematical functions of constants. clang computes those while it compiles, with the C library of
/// the machine it runs on: where that gives other last bits, as between i386 and x86-64, objects differ.
/// </summary>
internal static class MathSample
{
    private const int PerFunction = 16;

    private static readonly string[] s_ofOne =
    [
        "acos", "asin", "atan", "cos", "cosh", "erf", "exp", "exp2", "expm1", "log", "log10", "log1p", "log2", "sin",
        "sinh", "sqrt", "tan", "tanh",
    ];

    private static readonly string[] s_ofTwo = ["atan2", "pow"];

    /// <summary>The source, which the compiler reads from standard input.</summary>
    public static string Source { get; } = Write();

    /// <summary>The arguments, without argv[0], that make assembly of it on standard output.</summary>
    public static IReadOnlyList<string> Arguments(IEnumerable<string> target)
        => [.. target, "-w", "-O1", "-S", "-include", "/dev/null", "-x", "c", "-", "-o", "-"];

    private static string Write()
    {
        var source = new StringBuilder("void sample(double *r)\n{\n");
        for (var i = 1; i <= PerFunction; i++)
        {
            // Spread over (0, 1), four digits each.
            var value = ((i * 7919) + 137) % 9973;
            foreach (var function in s_ofOne)
            {
                source.Append(CultureInfo.InvariantCulture, $"*r++ = __builtin_{function}(0.{value:d4});\n");
            }

            foreach (var function in s_ofTwo)
            {
                source.Append(
                    CultureInfo.InvariantCulture, $"*r++ = __builtin_{function}({i}.{value:d4}, 0.7{value:d4});\n");
            }
        }

        return source.Append("}\n").ToString();
    }
}
