using System.Collections.Immutable;

namespace Distplusplus.Configuration;

/// <summary>
/// Where settings are looked up: flags over environment over file over default. SettingsReader makes one per run and
/// asks it for each setting; it collects what could not be used and where each value came from.
/// </summary>
/// <param name="table">The table of the file the keys stand in; empty at the top.</param>
internal sealed class SettingLayers(
    Func<string, string?> environment, ConfigurationFile file, string table)
{
    private readonly ImmutableArray<ConfigurationProblem>.Builder _problems = file.Problems.ToBuilder();
    private readonly Dictionary<string, ValueOrigin> _origins = [];

    /// <summary>Reads a text; false when it is none of the right form.</summary>
    public delegate bool ReadText<T>(string text, out T value);

    /// <summary>Reads a text; where it is none of the right form, the sentence says why and what to write.</summary>
    public delegate bool ReadTextOrExplain<T>(string text, out T? value, out string? error);

    public ImmutableArray<ConfigurationProblem> Problems => _problems.ToImmutable();

    /// <summary>Where a setting's value was written.</summary>
    public ValueOrigin OriginOf(string key) => _origins.GetValueOrDefault(key, ValueOrigin.Default);

    public void Add(ConfigurationProblem problem) => _problems.Add(problem);

    /// <summary>A setting with one value.</summary>
    /// <param name="form">What to write: completes "…: write …".</param>
    public T One<T>(string key, string variable, string? flag, string form, T otherwise, ReadText<T> read)
        => One<T>(key, variable, flag, otherwise, (string text, out T? value, out string? error) =>
        {
            error = read(text, out value) ? null : $"\"{text}\" is not understood: write {form}";
            return error is null;
        });

    /// <inheritdoc cref="One{T}(string, string, string?, string, T, ReadText{T})"/>
    public T One<T>(string key, string variable, string? flag, T otherwise, ReadTextOrExplain<T> read)
    {
        if (Written(key, variable, flag) is not var (items, shape, origin))
        {
            return otherwise;
        }

        if (shape != ValueShape.Single)
        {
            Misunderstood(key, origin, "one value is expected here, not a list or table");
            return otherwise;
        }

        if (!read(items[0], out var value, out var error))
        {
            Misunderstood(key, origin, error!);
            return otherwise;
        }

        _origins[key] = origin;
        return value!;
    }

    /// <summary>A setting that is a list. Entries that are not understood are left out.</summary>
    /// <param name="separator">Between entries in the environment variable.</param>
    /// <param name="example">A list in its right form.</param>
    public ImmutableArray<T> Many<T>(
        string key, string variable, char separator, IReadOnlyList<string> flags, string flagName, string example,
        ReadTextOrExplain<T> read)
        where T : class
    {
        if (Many(key, variable, separator, flags, flagName) is not var (items, shape, origin))
        {
            return [];
        }

        if (shape != ValueShape.List)
        {
            Misunderstood(key, origin, $"a list is expected here: write {key} = {example}");
            return [];
        }

        _origins[key] = origin;
        var values = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (var item in items)
        {
            if (!read(item, out var value, out var error))
            {
                Misunderstood(key, origin, error!);
            }
            else if (!values.Contains(value!))
            {
                values.Add(value!);
            }
        }

        return values.ToImmutable();
    }

    /// <summary>Names in the file's table that nobody reads.</summary>
    public void ReportUnknown(string ofTable, IReadOnlyCollection<string> known, IReadOnlyCollection<string> elsewhere)
    {
        foreach (var value in file.Values)
        {
            if (value.Table != ofTable || known.Contains(value.Key))
            {
                continue;
            }

            var where = ofTable.Length == 0 ? "" : $" in [{ofTable}]";
            var cure = elsewhere.Contains(value.Key)
                ? ofTable.Length == 0 ? ": it belongs below a line [serve]" : $": it belongs above the line [{ofTable}]"
                : Spelling.Suggestion(value.Key, known) is { Length: > 0 } suggestion ? suggestion
                : ": remove it, or see distplusplus.toml(5) for the names there are";
            Add(new ConfigurationProblem(
                value.Origin, $"`{value.Key}` is no setting{where}{cure}", IsMisunderstood: false));
        }
    }

    private void Misunderstood(string key, ValueOrigin origin, string sentence)
        => Add(new ConfigurationProblem(
            origin, origin is ValueOrigin.InFile ? $"{key}: {sentence}" : sentence));

    private (ImmutableArray<string> Items, ValueShape Shape, ValueOrigin Origin)? Many(
        string key, string variable, char separator, IReadOnlyList<string> flags, string flagName)
    {
        if (flags.Count > 0)
        {
            return ([.. flags], ValueShape.List, new ValueOrigin.Flag(flagName));
        }

        // Set and empty means none: it takes back what the file says.
        return environment(variable) is { } text
            ? ([.. text.Split(
                    separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                ValueShape.List, new ValueOrigin.EnvironmentVariable(variable))
            : InFile(key);
    }

    private (ImmutableArray<string> Items, ValueShape Shape, ValueOrigin Origin)? Written(
        string key, string variable, string? flag)
        => flag is not null
            ? ([flag], ValueShape.Single, new ValueOrigin.Flag("--" + key.Replace('_', '-')))
            : environment(variable) is { Length: > 0 } text
                ? ([text.Trim()], ValueShape.Single, new ValueOrigin.EnvironmentVariable(variable))
                : InFile(key);

    private (ImmutableArray<string> Items, ValueShape Shape, ValueOrigin Origin)? InFile(string key)
    {
        foreach (var value in file.Values)
        {
            if (value.Table == table && value.Key == key)
            {
                return (value.Items, value.Shape, value.Origin);
            }
        }

        return null;
    }
}
