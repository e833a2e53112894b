namespace Distplusplus.Configuration.Values;

/// <summary>The kinds of TOML values that settings distinguish.</summary>
internal enum TomlValueKind
{
    /// <summary>A string, number or boolean.</summary>
    Single,

    /// <summary>An array of these.</summary>
    List,

    /// <summary>A table at the top of the file: "[serve]".</summary>
    Table,

    /// <summary>A table elsewhere, a date, an array of arrays: nothing any setting has.</summary>
    Other,
}
