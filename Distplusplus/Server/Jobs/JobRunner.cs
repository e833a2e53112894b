using Distplusplus.Compiler.Hosting;
using Distplusplus.Platform;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Isolation;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Runs the compiler of a job: shut in, within limits, clean environment, nothing on standard input, bounded output,
/// its whole tree killed when the client leaves or the time is over. Made once by ServerHost.
/// </summary>
/// <param name="forProcess">What the kernel watches over.</param>
internal sealed class JobRunner(
    JobLimits limits,
    ResourceLimits resources,
    ProcessLimits forProcess,
    JobIsolation isolation,
    JobMonitor watch,
    JobGroups groups,
    TimeProvider time)
{
    private readonly string _path = SearchPath(NativeEnvironment.Get("PATH") ?? "");

    /// <exception cref="OperationCanceledException">
    /// The client left; nothing of the compiler is running any more.
    /// </exception>
    public Task<JobEnd> RunAsync(AcceptedJob job, JobDirectory directory, CancellationToken cancel)
        // What is started dies with the thread that started it: so that one waits.
        => Task.Factory.StartNew(
            () => Run(job, directory, cancel), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private JobEnd Run(AcceptedJob job, JobDirectory directory, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var group = groups.Take();
        try
        {
            return Run(job, directory, group, cancel);
        }
        finally
        {
            groups.Return(group);
        }
    }

    private JobEnd Run(AcceptedJob job, JobDirectory directory, nint group, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        ChildProcess child;
        try
        {
            var start = isolation.ShutIn(Start(job, directory), job, directory, group);
            using (start.Confinement)
            {
                child = ChildProcess.Start(start);
            }
        }
        catch (ProcessStartException cannot)
        {
            return new JobEnd.Refused(
                Refusal.Trouble(job.Compiler.Path, $"the compiler cannot be started: {cannot.Message}"));
        }

        using (child)
        using (var watched = watch.Enter(child))
        using (var late = new CancellationTokenSource(job.Timeout, time))
        {
            var captured = new CapturedOutput();
            ProcessExit exit;
            using (cancel.Register(() => child.KillTree()))
            using (late.Token.Register(() => child.KillTree()))
            {
                exit = captured.ReadToEnd(child, limits.PrintedBytes);
                child.WaitForGroup();
            }

            cancel.ThrowIfCancellationRequested();
            var signal = CompilerFailureClassifier.SignalOf(exit, captured.Error.Span);
            return late.IsCancellationRequested && exit.Signal != 0 ? TimedOut(job)
                : WhatItLacked(job, exit, signal, captured, watched) is { } refusal ? new JobEnd.Refused(refusal)
                : new JobEnd.Ended(exit, signal, time.GetElapsedTime(began), captured.Output, captured.Error);
        }
    }

    /// <summary>The host's own, but for directories that would be the job's: "" and ".".</summary>
    internal static string SearchPath(string path)
        => string.Join(':', path.Split(':').Where(directory => directory.StartsWith('/'))) is { Length: > 0 } absolute
            ? absolute
            : ExecutableFinder.DefaultPath;

    private ProcessStart Start(AcceptedJob job, JobDirectory directory)
    {
        var isAtRoot = job.Job.IsAtRoot;
        var root = isAtRoot ? "" : directory.Root;
        var temporary = isAtRoot ? RootSandbox.Temporary : directory.Temporary;
        return new(
            job.Compiler.Path,
            [
                job.Driver,

                // Whatever name it is called by; with -x said, gcc's way and g++'s are one.
                .. job.Job.Family == CompilerFamily.Clang ? (string[])["--driver-mode=gcc"] : [],
                .. NativeSpecs.Lay(job.Job, directory.Temporary, temporary),
                .. HostCommandLine.Build(job.Job, root),
            ])
        {
            Environment =
            [
                $"PATH={_path}",
                $"TMPDIR={temporary}",
                $"{JobEnvironment.CurrentDirectory}={root}{job.Job.CurrentDirectory}",
                .. job.Environment,
            ],
            WorkingDirectory = directory.Root + job.Job.WorkingDirectory,
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
            OwnGroup = true,
            Limits = forProcess,
        };
    }

    /// <summary>The refusal for a compiler that ended for a reason other than the source.</summary>
    private Refusal? WhatItLacked(
        AcceptedJob job, ProcessExit exit, int signal, CapturedOutput captured, JobMonitor.Watched watched)
        => watched.Over ?? (captured.Overflowed ? TooMuchPrinted()
            : signal == CompilerFailureClassifier.CpuLimit ? resources.OutOfCpu()
            : signal == CompilerFailureClassifier.FileLimit ? resources.FileTooLarge()
            : CompilerFailureClassifier.IsOutOfMemory(exit, captured.Error.Span) ? resources.OutOfMemory()
            : signal == 0 && CompilerFailureClassifier.Exhausted(exit, captured.Error.Span) is { } lack
                ? Refusal.Trouble(job.Compiler.Path, $"the compiler could not work on this host: {lack}")
            : null);

    private static JobEnd.Refused TimedOut(AcceptedJob job) => new(new Refusal(
        RefusalReason.JobTimeout,
        job.Job.Source,
        $"{NativeText.ForPeople(job.Job.Source)}: the compiler ran longer than "
            + $"{job.Timeout.TotalSeconds:0.###} s and was killed"));

    private Refusal TooMuchPrinted() => Refusal.Limit(
        "printed", $"the compiler printed more than {limits.PrintedBytes} bytes and was killed");
}
