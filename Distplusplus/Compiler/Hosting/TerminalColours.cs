using System.Globalization;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// The options for colours that a compiler with a terminal uses by default, made explicit, because on a host messages
/// go to a pipe. Seen with gcc 12 and clang 14 on pseudo-terminals.
/// </summary>
internal static class TerminalColours
{
    /// <summary>The options to add for a compile whose standard error is a terminal.</summary>
    /// <param name="version">The fingerprint's: "gcc version 12.2.0 (…)".</param>
    public static IReadOnlyList<string> Options(
        CompileCommand command, string version, Func<string, string?> environment)
    {
        foreach (var option in command.Options)
        {
            var name = option.Arguments[0];
            if (name is "-fdiagnostics-plain-output"
                || (name.Contains("color", StringComparison.Ordinal)
                    && name.Contains("diagnostics", StringComparison.Ordinal)
                    && !name.EndsWith("=auto", StringComparison.Ordinal)))
            {
                return [];
            }
        }

        return command.Family == CompilerFamily.Clang
            ? OfClang(environment)
            : OfGcc(version, environment("TERM"), environment("COLORTERM"));
    }

    private static List<string> OfGcc(string version, string? terminal, string? kind)
    {
        var options = new List<string>();
        if (terminal is null or "dumb")
        {
            return options;
        }

        options.Add("-fdiagnostics-color=always");
        var links = terminal is not "linux" && !(terminal == "xterm" && kind is null)
            && kind is not ("xfce4-terminal" or "gnome-terminal");
        if (links && CompilerVersion.Major(version) >= 10)
        {
            options.Add("-fdiagnostics-urls=always");
        }

        return options;
    }

    private static List<string> OfClang(Func<string, string?> environment)
    {
        var options = new List<string>();
        if (environment("TERM") is { } terminal
            && (terminal.StartsWith("xterm", StringComparison.Ordinal)
                || terminal.StartsWith("screen", StringComparison.Ordinal)
                || terminal.StartsWith("tmux", StringComparison.Ordinal)
                || terminal.StartsWith("rxvt", StringComparison.Ordinal)
                || terminal is "linux" or "ansi" or "cygwin"
                || terminal.EndsWith("color", StringComparison.Ordinal)))
        {
            options.Add("-fcolor-diagnostics");
        }

        if (environment("COLUMNS") is { } columns
            && int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0)
        {
            options.Add($"-fmessage-length={width.ToString(CultureInfo.InvariantCulture)}");
        }

        return options;
    }
}
