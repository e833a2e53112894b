using System.Collections.Immutable;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Native;

/// <summary>
/// The meaning of -march=native and -mtune=native for gcc on the client's machine, as the options that its driver
/// passes to the compiler proper. The options stay where they are written; the host's driver gets these values instead
/// of what it would detect on the host (<see cref="Specs"/>), and puts them in the usual place. Determined by the
/// client, validated again by <see cref="OptionGate"/>.
/// </summary>
internal sealed record NativeTargetFlags(ImmutableArray<string> Architecture, ImmutableArray<string> Tuning)
{
    private const string Parameter = "--param";

    private static readonly string[] s_caches = ["l1-cache-size", "l1-cache-line-size", "l2-cache-size"];

    /// <summary>Tells whether gcc for that target resolves "native" in the specs that are replaced.</summary>
    public static bool IsFor(CompilerFamily family, string target)
        => family == CompilerFamily.Gcc
            && (target.StartsWith("x86_64-", StringComparison.Ordinal)
                || (target.Length > 5 && target[0] == 'i' && target.AsSpan(2).StartsWith("86-")));

    /// <summary>Tells whether it is one of the two options that are covered.</summary>
    public static bool Covers(ParsedOption option)
        => option is { Entry.Name: "-march=" or "-mtune=", Value: "native" };

    /// <summary>The first value that gcc would not print; null if all are valid.</summary>
    public string? Stranger() => Stranger(Architecture) ?? Stranger(Tuning);

    /// <summary>The values as options, for validation.</summary>
    public IReadOnlyList<string> Options => [.. Architecture, .. Tuning];

    /// <summary>The text of a specs file: that of gcc for x86, with values in place of the detection.</summary>
    /// <exception cref="InvalidOperationException">A word is none of gcc's: it could be read as a spec.</exception>
    public string Specs()
    {
        if (Stranger() is { } word)
        {
            throw new InvalidOperationException($"{word} is not what gcc says of a processor");
        }

        var tuning = $"%>mtune=native {string.Join(' ', Tuning)}";
        return $"*cc1_cpu:\n%{{march=native:%>march=native {string.Join(' ', Architecture)} "
            + $"%{{!mtune=*:{tuning}}}}} %{{mtune=native:{tuning}}}\n\n";
    }

    private static string? Stranger(ImmutableArray<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == Parameter && i + 1 < words.Length && IsCache(words[i + 1]))
            {
                i++;
            }
            else if (!IsOfProcessor(words[i]))
            {
                return words[i];
            }
        }

        return null;
    }

    private static bool IsOfProcessor(string word)
    {
        var name = word.StartsWith("-march=", StringComparison.Ordinal)
            || word.StartsWith("-mtune=", StringComparison.Ordinal) ? word.AsSpan(7)
            : word.StartsWith("-m", StringComparison.Ordinal) ? word.AsSpan(2)
            : [];
        return name.Length > 0 && name is not "native"
            && !name.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    }

    private static bool IsCache(string word)
        => word.Split('=') is [var name, { Length: > 0 and < 10 } value] && s_caches.Contains(name)
            && value.All(char.IsAsciiDigit);
}
