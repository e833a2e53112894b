using Distplusplus.Platform;

namespace Distplusplus.Diagnostics;

/// <summary>What <c>check</c> says of this machine: links, PATH, neighbours.</summary>
internal static class MachineFindings
{
    public static IEnumerable<Finding> Of(Func<string, string?> environment)
    {
        var path = environment("PATH") ?? "";
        var ourselves = FileIdentity.Of("/proc/self/exe") ?? default;
        return
        [
            .. LinkFindings.Of(PathSurvey.Of(path, ourselves)),
            .. CcacheFindings.Of(ExecutableFinder.Find("ccache", path, ourselves), environment("CCACHE_PREFIX")),
        ];
    }
}
