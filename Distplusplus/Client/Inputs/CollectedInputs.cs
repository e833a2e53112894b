using System.Collections.Immutable;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// The result of InputCollector: all files that a compile can read, or the reason why they are not known.
/// </summary>
internal abstract record CollectedInputs
{
    private CollectedInputs()
    {
    }

    /// <param name="Entries">Source first; then every file, link and directory it may look at. Each path once.</param>
    /// <param name="SystemDirectories">The compiler's own search directories, in order, as it spells them.</param>
    /// <param name="ExtraOptions">Options that stand for environment variables (CPATH and its kin), to go after the
    /// command's own.</param>
    public sealed record Complete(
        ImmutableArray<InputEntry> Entries,
        ImmutableArray<string> SystemDirectories,
        ImmutableArray<string> ExtraOptions) : CollectedInputs
    {
        /// <summary>A file that a directive names absolutely: only a tree at "/" has it there; null: none is.</summary>
        public string? NamesAbsolute { get; init; }
    }

    /// <summary>The text way is left.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Culprit">The file, line or option it is about.</param>
    public sealed record Unknown(DirectObstacle Reason, string Culprit) : CollectedInputs;
}
