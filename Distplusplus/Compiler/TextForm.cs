namespace Distplusplus.Compiler;

/// <summary>How preprocessed text looks.</summary>
internal enum TextForm
{
    /// <summary>Macros not yet expanded: gcc -fdirectives-only, clang -frewrite-includes.</summary>
    Directives,

    /// <summary>Plain -E.</summary>
    Expanded,
}
