namespace Distplusplus.Client.Inputs;

/// <summary>
/// Why the files that a compile may look at are not known. Each has one sentence in <see cref="DirectObstacles"/>.
/// </summary>
internal enum DirectObstacle
{
    ComputedInclude,
    ImplicitInclude,
    AssemblerInclude,
    Modules,
    PrecompiledHeader,
    Option,
    ClimbsAboveRoot,
    Unreadable,
    Changing,
    HardLinks,
    NoSource,
    SearchDirectories,
    TooMuch,
}
