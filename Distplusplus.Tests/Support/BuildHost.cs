using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A real build host: the native binary's <c>serve</c> on a port of the system's choice. At the end it is asked to stop
/// and must have ended with 0, left no process and nothing in its temp directory.
/// </summary>
internal sealed partial class BuildHost : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    private readonly Command _command;
    private readonly ChildProcess _process;
    private readonly HostLog _log;
    private readonly Task<byte[]> _output;
    private readonly string _temporary;
    private bool _killed;

    private BuildHost(
        Command command,
        ChildProcess process,
        HostLog log,
        Task<byte[]> output,
        string temporary,
        string address)
    {
        _command = command;
        _process = process;
        _log = log;
        _output = output;
        _temporary = temporary;
        Address = address;
    }

    /// <summary>As it goes into a host list: "127.0.0.1:45123" or "unix:/path".</summary>
    public string Address { get; }

    public int Id => _process.Id;

    /// <summary>The directory under which it makes job directories.</summary>
    public string TemporaryDirectory => _temporary;

    /// <summary>Its standard error so far.</summary>
    public string Log => _log.Text;

    /// <summary>Starts on 127.0.0.1 unless <paramref name="arguments"/> name another --listen.</summary>
    public static BuildHost Start(Sandbox sandbox, params string[] arguments)
        => Start(sandbox, new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="Start(Sandbox, string[])"/>
    public static BuildHost Start(
        Sandbox sandbox, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => Start(sandbox, command => command, environment, arguments);

    /// <inheritdoc cref="Start(Sandbox, string[])"/>
    /// <param name="place">Turns the command into one that runs elsewhere: in a namespace, a control group.</param>
    public static BuildHost Start(
        Sandbox sandbox,
        Func<Command, Command> place,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments)
    {
        var temporary = Directory.CreateDirectory(sandbox.Path($"host-{Guid.NewGuid():N}"[..13])).FullName;
        string[] listen = arguments.Contains("--listen") ? [] : ["--listen", "127.0.0.1:0"];
        var command = sandbox.Command(
            NativeBinary.Path, ["serve", .. listen, .. AsInASandbox(sandbox, arguments), .. arguments])
            .With("TMPDIR", temporary)
            .With("DISTPLUSPLUS_LOG_LEVEL", "info");
        foreach (var (name, value) in environment)
        {
            command = command.With(name, value);
        }

        return Start(place(command), temporary);
    }

    private static BuildHost Start(Command command, string temporary)
    {
        var process = command.Start();
        var log = new HostLog(process.Error!);
        var line = log.WaitFor(ListeningLine(), StartLimit);
        if (line is null)
        {
            process.KillTree();
            _ = process.Wait();
            Assert.Fail($"the build host did not say where it listens:\n{log.Text}");
        }

        return new BuildHost(
            command, process, log, Command.Collect(process.Output!), temporary, line!.Groups[1].Value);
    }

    /// <summary>Waits until its log has a match, and fails the test when none comes in time.</summary>
    public Match WaitForLog(string pattern)
    {
        var match = _log.WaitFor(new Regex(pattern), TimeSpan.FromMinutes(2));
        Assert.That(match, Is.Not.Null, () => $"no line of the host matched '{pattern}':\n{Log}");
        return match!;
    }

    /// <summary>kill -9: nothing is checked at the end.</summary>
    public void Kill()
    {
        _killed = true;
        _process.KillTree();
    }

    /// <summary>Kills it in mid-work and starts it once more, in the same place.</summary>
    public BuildHost KillAndStartAgain()
    {
        Kill();
        Dispose();
        return Start(_command, _temporary);
    }

    /// <summary>Waits for its own end, which need not be a clean one; nothing else is checked.</summary>
    public int ExitCode()
    {
        _killed = true;
        using var timer = new Timer(_ => _process.KillTree(), null, StopLimit, Timeout.InfiniteTimeSpan);
        return _process.Wait().Code;
    }

    public void Dispose()
    {
        if (!_killed)
        {
            _ = Libc.Kill(_process.Id, Libc.SignalTerminate);
        }

        using var timer = new Timer(_ => _process.KillTree(), null, StopLimit, Timeout.InfiniteTimeSpan);
        var exit = _process.Wait();
        var left = _killed ? [] : Directory.GetFileSystemEntries(_temporary, "*", SearchOption.AllDirectories);
        var survivors = _killed ? [] : ProcessTable.InGroup(_process.Id);
        _process.KillTree();
        _log.Dispose();
        _process.Dispose();
        if (_killed)
        {
            return;
        }

        Assert.Multiple(() =>
        {
            Assert.That(exit.Code, Is.Zero, () => $"the build host ended with {exit.Code}:\n{Log}");
            Assert.That(left, Is.Empty, "the build host left files in its temp directory");
            Assert.That(survivors, Is.Empty, "the build host left processes");
            Assert.That(_output.GetAwaiter().GetResult(), Is.Empty, "the build host wrote to standard output");
        });
    }

    /// <summary>
    /// A sandbox is its owner's alone, root included; and stand-ins leave notes there, outside the job's directory.
    /// </summary>
    private static IEnumerable<string> AsInASandbox(Sandbox sandbox, string[] arguments)
    {
        if (Libc.EffectiveUser() == UserAccount.Root && !arguments.Contains("--user"))
        {
            yield return "--user";
            yield return "root";
        }

        if (arguments.Contains(sandbox.Path("compilers")) && !arguments.Contains("--isolation"))
        {
            yield return "--isolation";
            yield return "off";
        }
    }

    [GeneratedRegex(@"listening on (?:http://)?(unix:\S+|[^\s/]+:[0-9]+)")]
    private static partial Regex ListeningLine();
}
