using System.Text.RegularExpressions;

namespace Distplusplus.Tests.Support;

/// <summary>A terminal of 100 by 30 with a shell in it, on a tmux server of its own. Made per test.</summary>
internal sealed class Tmux : IDisposable
{
    private readonly Sandbox _sandbox;
    private readonly IReadOnlyDictionary<string, string> _environment;

    /// <param name="environment">Of the shell.</param>
    public Tmux(Sandbox sandbox, IReadOnlyDictionary<string, string> environment)
    {
        Needs.Program("tmux");
        _sandbox = sandbox;
        _environment = environment;
        Run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "env PS1='$ ' /bin/sh").Succeeded();
    }

    /// <summary>What stands on it now.</summary>
    public string Screen => Run("capture-pane", "-p").Succeeded().Output;

    /// <summary>Types, then presses Enter.</summary>
    public void Type(string line) => Run("send-keys", line, "Enter").Succeeded();

    /// <summary>Presses one key: "q", "C-c".</summary>
    public void Press(string key) => Run("send-keys", key).Succeeded();

    public void Resize(int columns, int rows)
        => Run("resize-window", "-x", $"{columns}", "-y", $"{rows}").Succeeded();

    /// <summary>Waits until the screen has a match, and fails the test when none comes in time.</summary>
    public Match WaitFor(string pattern)
    {
        var until = Environment.TickCount64 + 120_000;
        while (true)
        {
            var screen = Screen;
            if (Regex.Match(screen, pattern, RegexOptions.Multiline) is { Success: true } match)
            {
                return match;
            }

            Assert.That(Environment.TickCount64, Is.LessThan(until), () => $"no '{pattern}' on the screen:\n{screen}");
            Thread.Sleep(50);
        }
    }

    public void Dispose() => Run("kill-server");

    private CommandResult Run(params string[] arguments)
        => new Command("tmux", ["-S", _sandbox.Path("tmux"), .. arguments])
        {
            Directory = _sandbox.Work,
            Environment = _environment,
        }.Run();
}
