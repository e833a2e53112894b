using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Gate;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Runs the compiler of a job: clean environment, nothing on standard input, bounded output, its whole tree killed
/// when the client leaves or the time is over. Made once by ServerHost.
/// </summary>
internal sealed class JobRunner(JobLimits limits, TimeProvider time)
{
    private readonly string _path = NativeEnvironment.Get("PATH") is { Length: > 0 } path
        ? path
        : "/usr/local/bin:/usr/bin:/bin";

    /// <exception cref="OperationCanceledException">
    /// The client left; nothing of the compiler is running any more.
    /// </exception>
    public async Task<JobEnd> RunAsync(AcceptedJob job, JobDirectory directory, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var compiler = job.Compiler.Path;
        var start = new ProcessStart(compiler, [job.Driver, .. HostCommandLine.Build(job.Job, directory.Root)])
        {
            Environment =
            [
                $"PATH={_path}",
                $"TMPDIR={directory.Temporary}",
                $"{JobEnvironment.CurrentDirectory}={directory.Root}{job.Job.CurrentDirectory}",
                .. job.Environment,
            ],
            WorkingDirectory = directory.Root + job.Job.WorkingDirectory,
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
        };

        var began = time.GetTimestamp();
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(start);
        }
        catch (ProcessStartException cannot)
        {
            return new JobEnd.Refused(Refusal.Trouble(compiler, $"the compiler cannot be started: {cannot.Message}"));
        }

        using (child)
        using (var late = new CancellationTokenSource(job.Timeout, time))
        {
            var captured = new CapturedOutput();
            ProcessExit exit;
            using (cancel.Register(() => child.KillTree()))
            using (late.Token.Register(() => child.KillTree()))
            {
                exit = await Task.Factory.StartNew(
                    () => captured.ReadToEnd(child, limits.PrintedBytes),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
            }

            cancel.ThrowIfCancellationRequested();
            return late.IsCancellationRequested && exit.Signal != 0 ? TimedOut(job)
                : captured.Overflowed ? TooMuchPrinted()
                : CompilerDeath.Exhausted(exit, captured.Error.Span) is { } lack ? Lacks(compiler, lack)
                : new JobEnd.Ended(
                    exit,
                    CompilerDeath.SignalOf(exit, captured.Error.Span),
                    time.GetElapsedTime(began),
                    captured.Output,
                    captured.Error);
        }
    }

    private static JobEnd.Refused Lacks(string compiler, string lack)
        => new(Refusal.Trouble(compiler, $"the compiler could not work on this host: {lack}"));

    private static JobEnd.Refused TimedOut(AcceptedJob job) => new(new Refusal(
        RefusalReason.JobTimeout,
        job.Job.Source,
        $"{NativeText.ForPeople(job.Job.Source)}: the compiler ran longer than "
            + $"{job.Timeout.TotalSeconds:0.###} s and was killed"));

    private JobEnd.Refused TooMuchPrinted() => new(Refusal.Limit(
        "printed", $"the compiler printed more than {limits.PrintedBytes} bytes and was killed"));
}
