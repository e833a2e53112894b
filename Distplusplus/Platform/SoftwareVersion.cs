namespace Distplusplus.Platform;

/// <summary>Which distplusplus this is. A constant, because asking the assembly costs the compile path time.</summary>
internal static class SoftwareVersion
{
    /// <summary>Equal to the project file's; a test compares them.</summary>
    public const string Number = "0.1.0";

    /// <summary>As clients and hosts introduce themselves.</summary>
    public const string Name = $"distplusplus {Number}";
}
