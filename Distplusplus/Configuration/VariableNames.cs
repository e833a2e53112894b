using System.Collections.Immutable;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>The known environment variables, and corrections for unknown ones.</summary>
internal static class VariableNames
{
    private const string Prefix = "DISTPLUSPLUS_";

    /// <summary>Each setting's own, and the one that names the file.</summary>
    public static ImmutableArray<string> Known
        => [ConfigurationFile.VariableName, .. SettingsReader.Variables.Distinct()];

    /// <summary>Reports unknown variables with our prefix.</summary>
    /// <param name="variables">Every variable, "NAME=value".</param>
    public static IEnumerable<ConfigurationProblem> Unknown(IEnumerable<string> variables)
    {
        var known = Known;
        return from variable in variables
            where variable.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            let name = variable.Split('=')[0]
            where !known.Contains(name)
            let cure = Meant(name[Prefix.Length..]) is { } meant
                ? $", did you mean `{Prefix}{meant}`?"
                : ": unset it, or see distplusplus(1) for all variables"
            let origin = new ValueOrigin.EnvironmentVariable(name)
            select new ConfigurationProblem(origin, $"unknown environment variable{cure}", IsMisunderstood: false);
    }

    private static string? Meant(string word)
    {
        var names = Known.Select(name => name[Prefix.Length..]).ToList();
        return names.Find(name => word.Length > 1 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            ?? Spelling.Closest(word, names);
    }
}
