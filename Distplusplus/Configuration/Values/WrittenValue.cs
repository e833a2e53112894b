using System.Collections.Immutable;

namespace Distplusplus.Configuration.Values;

/// <summary>A key of a configuration file with its value, not yet interpreted.</summary>
/// <param name="Table">The table it stands in; empty at the top.</param>
/// <param name="Shape">What kind of value it is.</param>
/// <param name="Items">The texts of the value: one, or any number in a list.</param>
/// <param name="Origin">Where the value stands.</param>
internal sealed record WrittenValue(
    string Table, string Key, TomlValueKind Shape, ImmutableArray<string> Items, ValueOrigin.InFile Origin);
