namespace Distplusplus.Protocol;

/// <summary>The common rules of the send modes.</summary>
internal static class SendModes
{
    /// <summary>The source and its headers travel, not a text made of them.</summary>
    public static bool IsDirect(this SendMode mode) => mode is SendMode.Direct or SendMode.DirectAtRoot;

    public static bool IsText(this SendMode mode) => mode is SendMode.TextDirectives or SendMode.TextExpanded;
}
