using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Gate;

/// <summary>
/// Which variables of a client reach the compiler: those that change its language, clock or colours, nothing else.
/// </summary>
internal static partial class JobEnvironment
{
    /// <summary>The client's name for its working directory; judged and set apart from the others.</summary>
    public const string CurrentDirectory = "PWD";

    /// <summary>Each with the form of its values. None of them can name a path: what is looked for by a locale or a
    /// time zone lies where the host's own lie.</summary>
    private static readonly FrozenDictionary<string, Regex> s_shapes = new Dictionary<string, Regex>
    {
        ["LANG"] = Locale(), ["LC_ALL"] = Locale(), ["LC_CTYPE"] = Locale(), ["LC_MESSAGES"] = Locale(),
        ["LC_COLLATE"] = Locale(), ["LC_NUMERIC"] = Locale(), ["LC_TIME"] = Locale(), ["LC_MONETARY"] = Locale(),
        ["LANGUAGE"] = Locales(), ["TZ"] = TimeZone(), ["TERM"] = Word(), ["GCC_COLORS"] = Colours(),
        ["GCC_URLS"] = Word(), ["TERM_URLS"] = Word(), ["GCC_EXTRA_DIAGNOSTIC_OUTPUT"] = Word(),
        ["COLUMNS"] = Digits(), ["SOURCE_DATE_EPOCH"] = Digits(), ["ZERO_AR_DATE"] = Word(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

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
            else if (s_shapes.TryGetValue(variable.Name, out var shape))
            {
                var value = NativeText.Decode(variable.Value.Span);
                if (!shape.IsMatch(value))
                {
                    return new Refusal(
                        RefusalReason.OptionNotAllowed, variable.Name,
                        $"the variable {variable.Name} has the value {NativeText.ForPeople(value)}, which is not of "
                            + "the form this host takes for it");
                }

                read.Add($"{variable.Name}={value}");
            }
        }

        environment = read.ToImmutable();
        return null;
    }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9_.@-]{0,63})?\z")]
    private static partial Regex Locale();

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9_.@-]{0,63})?(:([A-Za-z][A-Za-z0-9_.@-]{0,63})?){0,15}\z")]
    private static partial Regex Locales();

    // Europe/Berlin, :Etc/GMT+1, CET-1CEST,M3.5.0,M10.5.0/3, <-03>3
    [GeneratedRegex(@"\A:?([A-Za-z0-9_+<-][A-Za-z0-9_+<>,:-]*(\.[0-9][A-Za-z0-9_+<>,:-]*)*(/|\z)){0,8}\z(?<!/)")]
    private static partial Regex TimeZone();

    [GeneratedRegex(@"\A([A-Za-z0-9][A-Za-z0-9_+.-]{0,63})?\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[A-Za-z0-9=;:,-]{0,1024}\z")]
    private static partial Regex Colours();

    [GeneratedRegex(@"\A[0-9]{0,20}\z")]
    private static partial Regex Digits();
}
