namespace Distplusplus.Client.Records;

/// <summary>Where a compile ran. The values are the first letter of a record.</summary>
internal enum CompileRecordKind
{
    /// <summary>At a host.</summary>
    Host = 'h',

    /// <summary>Here.</summary>
    Local = 'l',

    /// <summary>Nowhere: DISTPLUSPLUS_FALLBACK=0 forbade to compile here.</summary>
    NotCompiled = 'n',
}
