using System.Diagnostics;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A command of a test: program, arguments, environment, directory. A value; every run is a new process in a group of
/// its own that is killed when its time is over.
/// </summary>
internal sealed record Command(string Program, params string[] Arguments)
{
    /// <summary>No command of a test takes longer unless it says so.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>argv[0]; null: the program as written.</summary>
    public string? CalledAs { get; init; }

    public required string Directory { get; init; }

    /// <summary>The whole environment: nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What comes from standard input; null: nothing is connected (/dev/null).</summary>
    public byte[]? Input { get; init; }

    /// <summary>A line of shell in the sandbox.</summary>
    public static Command Shell(Sandbox sandbox, string line)
        => new("/bin/sh", "-c", line) { Directory = sandbox.Root, Environment = sandbox.Environment };

    /// <summary>With one more variable; null takes it away.</summary>
    public Command With(string name, string? value)
    {
        var environment = new Dictionary<string, string>(Environment);
        if (value is null)
        {
            environment.Remove(name);
        }
        else
        {
            environment[name] = value;
        }

        return this with { Environment = environment };
    }

    /// <summary>Runs to its end.</summary>
    public CommandResult Run()
    {
        var clock = Stopwatch.StartNew();
        using var process = Start();
        var overdue = false;
        using var timer = new Timer(_ => Kill(), null, Limit, Timeout.InfiniteTimeSpan);
        var output = Collect(process.Output!);
        var error = Collect(process.Error!);
        if (Input is not null)
        {
            Feed(process.Input!, Input);
        }

        var exit = process.Wait();
        Task.WaitAll(output, error);
        Assert.That(overdue, Is.False, $"killed after {Limit}: {this}");
        return new CommandResult(ToString(), exit.Code, output.GetAwaiter().GetResult(),
            error.GetAwaiter().GetResult(), clock.Elapsed);

        void Kill()
        {
            overdue = true;
            process.KillTree();
        }
    }

    /// <summary>Starts it; the caller reads both streams, waits and disposes.</summary>
    public ChildProcess Start()
        => ChildProcess.Start(new ProcessStart(FindProgram(), [CalledAs ?? Program, .. Arguments])
        {
            Environment = [.. Environment.Select(v => $"{v.Key}={v.Value}")],
            WorkingDirectory = Directory,
            Input = Input is null ? ProcessStream.Null : ProcessStream.Piped,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
        });

    public override string ToString()
        => NativeText.ForPeople(string.Join(' ', Arguments.Prepend(CalledAs ?? Program)));

    /// <summary>Everything that comes out of a pipe, on a thread of its own.</summary>
    public static Task<byte[]> Collect(SafeFileHandle pipe)
        => Task.Factory.StartNew(
            () =>
            {
                using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
                var all = new MemoryStream();
                stream.CopyTo(all);
                return all.ToArray();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static void Feed(SafeFileHandle pipe, byte[] input)
    {
        try
        {
            NativeFile.WriteAll(pipe, input, "standard input");
        }
        catch (NativeFileException)
        {
            // It did not read to the end.
        }

        pipe.Dispose();
    }

    // posix_spawn runs a file; a bare name or one relative to the command's own directory is found as a shell would.
    private string FindProgram()
    {
        if (Program.Contains('/'))
        {
            return Program.StartsWith('/') ? Program : $"{Directory}/{Program}";
        }

        return Environment.GetValueOrDefault("PATH", "/usr/bin:/bin").Split(':')
            .Select(d => $"{d}/{Program}")
            .FirstOrDefault(p => FileIdentity.Of(p) is { IsRegularFile: true }) ?? Program;
    }
}
