namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>The form in which a directive names its file. HeaderCache stores the values.</summary>
internal enum DirectiveForm : byte
{
    /// <summary>"name".</summary>
    Quote = 1,

    /// <summary>&lt;name&gt;.</summary>
    Angle = 2,

    /// <summary>Tokens that macros turn into one of the two.</summary>
    Computed = 3,
}
