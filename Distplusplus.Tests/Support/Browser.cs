namespace Distplusplus.Tests.Support;

/// <summary>Chromium without a window, as Debian has it. Made per test.</summary>
internal sealed class Browser
{
    private readonly Sandbox _sandbox;

    public Browser(Sandbox sandbox)
    {
        Needs.Program("chromium");
        _sandbox = sandbox;
    }

    /// <summary>The document after its scripts have run for a while of the page's time.</summary>
    public string Document(string address, int milliseconds = 0)
        => Run($"--virtual-time-budget={milliseconds}", "--dump-dom", address).Output;

    /// <summary>What people see, as PNG.</summary>
    public byte[] Picture(string address)
    {
        var file = _sandbox.Path("page.png");
        Run("--window-size=1180,1250", "--hide-scrollbars", $"--screenshot={file}", address);
        return File.ReadAllBytes(file);
    }

    // It talks to nobody but the page; without these it looks for its maker's machines.
    private CommandResult Run(params string[] arguments)
        => _sandbox.Command(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--user-data-dir={_sandbox.Path("browser")}", .. arguments,
            ]).Run().Succeeded();
}
