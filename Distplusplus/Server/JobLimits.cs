namespace Distplusplus.Server;

/// <summary>The limits of one job on this host. Announced to clients as HostLimits.</summary>
internal sealed record JobLimits
{
    /// <summary>Decoded bytes of all contents of a job.</summary>
    public long ContentBytes { get; init; } = 1L << 30;

    /// <summary>Files, links and directories in a manifest.</summary>
    public int Inputs { get; init; } = 32_768;

    /// <summary>Of all paths of a manifest and the targets of its links.</summary>
    public long ManifestBytes { get; init; } = 8 << 20;

    /// <summary>Links and names walked through them, in total, before there is a slot.</summary>
    public int WalkedNames { get; init; } = 1 << 18;

    /// <summary>Of the paths of all directories that are made for a job.</summary>
    public long DirectoryBytes { get; init; } = 4 << 20;

    public int Outputs { get; init; } = 32;

    public int Options { get; init; } = 32_768;

    /// <summary>Of all options together; the kernel allows 128 KiB for one and 2 MiB for all.</summary>
    public int OptionBytes { get; init; } = 1 << 20;

    /// <summary>Of one path; the host's own directory stands before it.</summary>
    public int PathBytes { get; init; } = 3_900;

    public int SystemDirectories { get; init; } = 256;

    public int Environment { get; init; } = 64;

    public int EnvironmentBytes { get; init; } = 32 * 1024;

    /// <summary>The maximum size of standard output and of standard error, in bytes.</summary>
    public int PrintedBytes { get; init; } = 64 << 20;

    /// <summary>
    /// One message up, which is parsed before anything of it is counted: room for a chunk of 1 MiB and for offers of
    /// some 10,000 files.
    /// </summary>
    public int MessageBytes { get; init; } = (1 << 20) + (64 << 10);

    /// <summary>
    /// Without a message while an offer or contents are awaited, or without a reader for what goes down.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For all contents of a job together: a slot is no place to wait in.</summary>
    public TimeSpan Receiving { get; init; } = TimeSpan.FromMinutes(20);
}
