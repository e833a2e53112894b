namespace Distplusplus.Tests.Support;

/// <summary>What a command takes this machine's load to be, whatever else runs here.</summary>
internal static class LoadAverage
{
    /// <summary>The command where /proc/loadavg says that so many tasks want to run. Needs bwrap.</summary>
    public static Command Says(Sandbox sandbox, int tasks, Command command)
    {
        var load = sandbox.Path($"loadavg{tasks}");
        File.WriteAllText(load, $"0.00 0.00 0.00 {tasks}/100 1\n");
        return command with
        {
            Program = "bwrap",
            Arguments =
            [
                "--dev-bind", "/", "/", "--ro-bind", load, "/proc/loadavg", command.Program, .. command.Arguments,
            ],
        };
    }
}
