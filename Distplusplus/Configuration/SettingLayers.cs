using System.Collections.Immutable;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>
/// Looks settings up: flags over environment over file over default. Collects problems and the origin of each value.
/// SettingsReader makes one per run.
/// </summary>
/// <param name="table">The table of the file the keys stand in; empty at the top.</param>
/// <param name="flags">The values of the command line, by key.</param>
internal sealed class SettingLayers(
    Func<string, string?> environment,
    ConfigurationFile file,
    string table,
    ILookup<string, string> flags,
    string prefix = "DISTPLUSPLUS_")
{
    private readonly ImmutableArray<ConfigurationProblem>.Builder _problems = file.Problems.ToBuilder();
    private readonly List<ReadSetting> _settings = [];

    public ImmutableArray<ConfigurationProblem> Problems => _problems.ToImmutable();

    /// <summary>The keys that were read, in this order.</summary>
    public ImmutableArray<string> Keys => [.. _settings.Select(setting => setting.Key)];

    /// <summary>The environment variables that were looked at.</summary>
    public ImmutableArray<string> Variables => [.. _settings.Select(setting => setting.Variable)];

    /// <summary>Every setting with its origin.</summary>
    public ImmutableArray<SettingOrigin> Origins =>
    [
        .. _settings.Select(setting => new SettingOrigin(
            table.Length == 0 ? setting.Key : $"{table}.{setting.Key}", setting.Text(), setting.Origin)),
    ];

    /// <summary>Where a setting's value was written.</summary>
    public ValueOrigin OriginOf(string key)
        => _settings.Find(setting => setting.Key == key)?.Origin ?? ValueOrigin.Default;

    /// <summary>A setting with one value.</summary>
    /// <param name="variable">Its name in the environment, if it is not the prefix and the key.</param>
    public T One<T>(string key, ValueForm<T> form, T otherwise, string? variable = null)
    {
        variable ??= VariableOf(key);
        var (value, origin) = ReadOne(key, variable, form) ?? (otherwise, ValueOrigin.Default);
        _settings.Add(new ReadSetting(key, variable, origin, () => form.Write(value)));
        return value;
    }

    /// <summary>A setting that is a list. Entries that are not understood are left out.</summary>
    /// <param name="separator">Between entries in the environment variable.</param>
    /// <param name="example">A list in its right form.</param>
    public ImmutableArray<T> Many<T>(string key, ValueForm<T> form, char separator, string example)
    {
        var (values, origin) = ReadMany(key, form, separator, example) ?? ([], ValueOrigin.Default);
        _settings.Add(new ReadSetting(key, VariableOf(key), origin, () => string.Join(' ', values.Select(form.Write))));
        return values;
    }

    /// <summary>Reports unknown keys in the file's table.</summary>
    /// <param name="tables">What else may stand in it: tables of their own.</param>
    /// <param name="elsewhere">The keys of the other table.</param>
    public void ReportUnknown(ImmutableArray<string> tables, Func<ImmutableArray<string>> elsewhere)
    {
        foreach (var value in file.Values)
        {
            if (value.Table != table || tables.Contains(value.Key) || Keys.Contains(value.Key))
            {
                continue;
            }

            if (value.Shape == TomlValueKind.Table)
            {
                ReportTable(value);
                continue;
            }

            var where = table.Length == 0 ? "" : $" in [{table}]";
            var cure = elsewhere().Contains(value.Key)
                ? table.Length == 0 ? ": it belongs in the section [serve]" : $": it belongs before the line [{table}]"
                : Spelling.Suggestion(value.Key, [.. Keys, .. tables]) is { Length: > 0 } suggestion ? suggestion
                : ": remove it, or see distplusplus.toml(5) for all keys";
            _problems.Add(new ConfigurationProblem(
                value.Origin, $"unknown key `{value.Key}`{where}{cure}", IsMisunderstood: false));
        }
    }

    private string VariableOf(string key) => prefix + key.ToUpperInvariant();

    /// <summary>A value that is understood and of no use.</summary>
    public void Report(string key, string sentence) => Misunderstood(key, OriginOf(key), sentence);

    private static string FlagOf(string key) => "--" + key.Replace('_', '-');

    private (T Value, ValueOrigin Origin)? ReadOne<T>(string key, string variable, ValueForm<T> form)
    {
        if (Written(key, variable) is not var (items, shape, origin))
        {
            return null;
        }

        if (shape != TomlValueKind.Single)
        {
            Misunderstood(key, origin, "a single value is expected, not a list or table");
            return null;
        }

        if (!form.Read(items[0], out var value, out var error))
        {
            Misunderstood(key, origin, error!);
            return null;
        }

        return (value!, origin);
    }

    private (ImmutableArray<T> Values, ValueOrigin Origin)? ReadMany<T>(
        string key, ValueForm<T> form, char separator, string example)
    {
        if (WrittenList(key, separator) is not var (items, shape, origin))
        {
            return null;
        }

        if (shape != TomlValueKind.List)
        {
            Misunderstood(key, origin, $"a list is expected: write {key} = {example}");
            return null;
        }

        var values = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (var item in items)
        {
            if (!form.Read(item, out var value, out var error))
            {
                Misunderstood(key, origin, error!);
            }
            else if (!values.Contains(value!))
            {
                values.Add(value!);
            }
        }

        return (values.ToImmutable(), origin);
    }

    /// <summary>Reports unknown sections, for a reader of only one section.</summary>
    public void ReportUnknownTables()
    {
        foreach (var value in file.Values)
        {
            if (value is { Table: "", Shape: TomlValueKind.Table } && !SettingsReader.Tables.Contains(value.Key))
            {
                ReportTable(value);
            }
        }
    }

    private void ReportTable(WrittenValue value)
        => _problems.Add(new ConfigurationProblem(
            value.Origin,
            $"unknown section `[{value.Key}]`"
            + (Spelling.Closest(value.Key, SettingsReader.Tables) is { } meant
                ? $", did you mean `[{meant}]`?"
                : ": the sections are [serve] and [tls], all other settings come before them"),
            IsMisunderstood: false));

    private void Misunderstood(string key, ValueOrigin origin, string sentence)
        => _problems.Add(new ConfigurationProblem(
            origin, origin is ValueOrigin.InFile ? $"{key}: {sentence}" : sentence));

    private (ImmutableArray<string> Items, TomlValueKind Shape, ValueOrigin Origin)? WrittenList(
        string key, char separator)
    {
        if (flags.Contains(key))
        {
            return ([.. flags[key]], TomlValueKind.List, new ValueOrigin.Flag(FlagOf(key)));
        }

        // Set and empty means none: it takes back what the file says.
        return environment(VariableOf(key)) is { } text
            ? ([.. text.Split(
                    separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                TomlValueKind.List, new ValueOrigin.EnvironmentVariable(VariableOf(key)))
            : InFile(key);
    }

    private (ImmutableArray<string> Items, TomlValueKind Shape, ValueOrigin Origin)? Written(
        string key, string variable)
        => flags[key].FirstOrDefault() is { } flag
            ? ([flag], TomlValueKind.Single, new ValueOrigin.Flag(FlagOf(key)))
            : environment(variable) is { Length: > 0 } text
                ? ([text.Trim()], TomlValueKind.Single, new ValueOrigin.EnvironmentVariable(variable))
                : InFile(key);

    private (ImmutableArray<string> Items, TomlValueKind Shape, ValueOrigin Origin)? InFile(string key)
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

    private sealed record ReadSetting(string Key, string Variable, ValueOrigin Origin, Func<string> Text);
}
