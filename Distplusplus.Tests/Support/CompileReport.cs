using Distplusplus.Platform;

namespace Distplusplus.Tests.Support;

/// <summary>Standard error of a compile through us, taken apart: our own lines and what the compiler said.</summary>
/// <param name="Ours">The lines that start with "distplusplus".</param>
/// <param name="CompilersOwn">Everything else, unchanged.</param>
internal sealed record CompileReport(IReadOnlyList<string> Ours, byte[] CompilersOwn)
{
    public static CompileReport Of(CommandResult result)
    {
        var ours = new List<string>();
        var theirs = new System.Text.StringBuilder();
        foreach (var line in result.Error.Split('\n'))
        {
            if (line.StartsWith("distplusplus", StringComparison.Ordinal))
            {
                ours.Add(line);
            }
            else
            {
                theirs.Append(line).Append('\n');
            }
        }

        // Split gives one part more than there are line ends.
        return new CompileReport(ours, NativeText.Encode(theirs.ToString(0, theirs.Length - 1)));
    }

    /// <summary>Compiled at this host.</summary>
    public bool At(string address) => Ours.Any(line => line.Contains(address, StringComparison.Ordinal));
}
