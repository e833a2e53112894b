namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>How a directive names its file. The values are kept in HeaderCache.</summary>
internal enum DirectiveForm : byte
{
    /// <summary>"name".</summary>
    Quote = 1,

    /// <summary>&lt;name&gt;.</summary>
    Angle = 2,

    /// <summary>Tokens that macros turn into one of the two.</summary>
    Computed = 3,
}
