using System.Collections.Immutable;
using System.Globalization;
using Tomlyn;
using Tomlyn.Parsing;

namespace Distplusplus.Configuration.Values;

/// <summary>
/// Parses TOML into values with their positions. It uses Tomlyn's events, because a deserialized class has neither the
/// positions nor the unknown keys.
/// </summary>
internal static class TomlText
{
    /// <summary>
    /// A file with an error in its syntax has no values: half a configuration is harder to understand than none.
    /// </summary>
    public static ConfigurationFile Read(string path, string text)
    {
        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..];
        }

        try
        {
            var values = ImmutableArray.CreateBuilder<WrittenValue>();
            var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
            var parser = TomlParser.Create(text, new TomlSerializerOptions { SourceName = path });
            ReadTable(parser, path, table: "", values, problems);
            return new ConfigurationFile(path, values.ToImmutable(), problems.ToImmutable());
        }
        catch (TomlException e)
        {
            return new ConfigurationFile(path, [], [Broken(path, e)]);
        }
        catch (ArgumentException)
        {
            // The parser falls over escapes that name half a character.
            return new ConfigurationFile(path, [], [Broken(path, new TomlException("an escape is not a character"))]);
        }
    }

    private static ConfigurationProblem Broken(string path, TomlException e)
    {
        var first = e.Diagnostics is [{ } diagnostic, ..] ? diagnostic.Message : e.Message;
        return new ConfigurationProblem(
            new ValueOrigin.InFile(path, e.Line ?? 0, e.Column ?? 0),
            $"this is not TOML: {first.TrimEnd('.').Replace("\u2424", "the end of the line")}"
            + " (quote strings, put lists in [ ]); the whole file is ignored");
    }

    private static void ReadTable(
        TomlParser parser,
        string path,
        string table,
        ImmutableArray<WrittenValue>.Builder values,
        ImmutableArray<ConfigurationProblem>.Builder problems)
    {
        var key = "";
        var keyPlace = new ValueOrigin.InFile(path, 0, 0);
        while (parser.MoveNext() && parser.Current.Kind != TomlParseEventKind.EndTable)
        {
            switch (parser.Current.Kind)
            {
                case TomlParseEventKind.StartDocument:
                case TomlParseEventKind.EndDocument:
                    break;
                case TomlParseEventKind.StartTable when key.Length == 0:
                    // The document itself.
                    ReadTable(parser, path, table, values, problems);
                    break;
                case TomlParseEventKind.StartTable:
                    if (table.Length == 0)
                    {
                        values.Add(new WrittenValue("", key, TomlValueKind.Table, [], keyPlace));
                        ReadTable(parser, path, key, values, problems);
                    }
                    else
                    {
                        Skip(parser);
                        Add(new WrittenValue(table, key, TomlValueKind.Other, [], keyPlace));
                    }

                    break;
                case TomlParseEventKind.PropertyName:
                    key = parser.GetPropertyName();
                    keyPlace = Place(parser, path);
                    break;
                case TomlParseEventKind.StartArray:
                    Add(ReadArray(parser, path, table, key, keyPlace));
                    break;
                default:
                    var place = Place(parser, path);
                    Add(Single(parser) is { } item
                        ? new WrittenValue(table, key, TomlValueKind.Single, [item], place)
                        : new WrittenValue(table, key, TomlValueKind.Other, [], place));
                    break;
            }
        }

        void Add(WrittenValue value)
        {
            if (values.FirstOrDefault(v => v.Table == value.Table && v.Key == value.Key) is { } earlier)
            {
                problems.Add(new ConfigurationProblem(
                    value.Origin,
                    $"`{value.Key}` is set twice: keep one; that of line {earlier.Origin.Line} is used"));
            }
            else
            {
                values.Add(value);
            }
        }
    }

    private static WrittenValue ReadArray(
        TomlParser parser, string path, string table, string key, ValueOrigin.InFile keyPlace)
    {
        var place = Place(parser, path);
        place = place.Line == 0 ? keyPlace : place;
        var items = ImmutableArray.CreateBuilder<string>();
        var shape = TomlValueKind.List;
        while (parser.MoveNext() && parser.Current.Kind != TomlParseEventKind.EndArray)
        {
            if (Single(parser) is { } item)
            {
                items.Add(item);
            }
            else
            {
                shape = TomlValueKind.Other;
                Skip(parser);
            }
        }

        return new WrittenValue(table, key, shape, items.ToImmutable(), place);
    }

    private static string? Single(TomlParser parser) => parser.Current.Kind switch
    {
        TomlParseEventKind.String => parser.GetString(),
        TomlParseEventKind.Integer => parser.Current.GetInt64().ToString(CultureInfo.InvariantCulture),
        TomlParseEventKind.Float => parser.Current.GetDouble().ToString(CultureInfo.InvariantCulture),
        TomlParseEventKind.Boolean => ChoiceText.Flags.Name(parser.Current.GetBoolean()),
        _ => null,
    };

    /// <summary>Goes to the end of the table or array that has just begun.</summary>
    private static void Skip(TomlParser parser)
    {
        if (parser.Current.Kind is not (TomlParseEventKind.StartTable or TomlParseEventKind.StartArray))
        {
            return;
        }

        var outside = parser.Depth - 1;
        while (parser.Depth > outside && parser.MoveNext())
        {
        }
    }

    private static ValueOrigin.InFile Place(TomlParser parser, string path)
        => new(path, parser.Current.Line, parser.Current.Column);
}
