using System.Collections.Frozen;
using System.Collections.Immutable;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Gate;

/// <summary>
/// Which variables of a client reach the compiler: those that change its language, clock or colours, nothing else.
/// </summary>
internal static class JobEnvironment
{
    /// <summary>The client's name for its working directory; judged and set apart from the others.</summary>
    public const string CurrentDirectory = "PWD";

    private static readonly FrozenSet<string> Allowed = FrozenSet.Create(
        StringComparer.Ordinal,
        "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_COLLATE", "LC_NUMERIC", "LC_TIME", "LC_MONETARY",
        "TZ", "SOURCE_DATE_EPOCH", "GCC_COLORS", "GCC_URLS", "TERM_URLS", "TERM", "GCC_EXTRA_DIAGNOSTIC_OUTPUT",
        "COLUMNS", "ZERO_AR_DATE");

    /// <returns>Null, or why the offer is refused. Names not known are left out.</returns>
    public static Refusal? Read(Offer offer, JobLimits limits, out ImmutableArray<string> environment, out string? pwd)
    {
        environment = [];
        pwd = null;
        if (offer.Environment.Count > limits.Environment
            || offer.Environment.Sum(variable => (long)variable.Value.Length) > limits.EnvironmentBytes)
        {
            return Refusal.Limit(
                "environment",
                $"the environment has more than {limits.Environment} variables or {limits.EnvironmentBytes} bytes");
        }

        var read = ImmutableArray.CreateBuilder<string>();
        foreach (var variable in offer.Environment)
        {
            if (variable.Name == CurrentDirectory)
            {
                // Compilers record it as it is written, "." and all, where it names the working directory.
                pwd = variable.Value.Span.StartsWith("/"u8)
                    && PathRules.TroubleWithAny(variable.Value, limits.PathBytes) is null
                        ? PathRules.Text(variable.Value)
                        : null;
            }
            else if (Allowed.Contains(variable.Name))
            {
                if (variable.Value.Span.Contains((byte)0))
                {
                    return Refusal.Malformed(variable.Name, $"the variable {variable.Name} holds a NUL");
                }

                read.Add($"{variable.Name}={NativeText.Decode(variable.Value.Span)}");
            }
        }

        environment = read.ToImmutable();
        return null;
    }
}
