using Distplusplus.Compiler;
using Distplusplus.Platform;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Client;

/// <summary>
/// Step 6, the text way: runs the local compiler's preprocessor and turns what it writes, as it comes, into
/// <see cref="KeptText"/>. Nothing of the text is kept unencoded. One run per form of text.
/// </summary>
internal sealed class SourcePreprocessor
{
    private const int ReadBytes = 256 << 10;

    private readonly ChildProcess _child;
    private readonly SafeFileHandle? _slot;
    private readonly TaskCompletionSource<Outcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SourcePreprocessor(ChildProcess child, SafeFileHandle? slot, TextForm form, KeptText text)
    {
        _child = child;
        _slot = slot;
        Form = form;
        Text = text;
    }

    /// <param name="ExitCode">The preprocessor's.</param>
    /// <param name="Messages">What it wrote on stderr.</param>
    public sealed record Outcome(int ExitCode, byte[] Messages);

    public TextForm Form { get; }

    /// <summary>What was written so far; complete only if the preprocessor succeeded.</summary>
    public KeptText Text { get; }

    /// <summary>Completes when the preprocessor has ended and the text is whole, or will never be.</summary>
    public Task<Outcome> Ended => _ended.Task;

    /// <summary>Starts the preprocessor once this machine has room for one more.</summary>
    /// <exception cref="ProcessStartException">The compiler cannot be run.</exception>
    public static SourcePreprocessor Start(
        LocalCompiler compiler, CompileCommand command, TextForm form, ContentEncoder encoder, LocalSlots slots)
    {
        var slot = slots.Take(keepAcrossExec: false);
        var child = ChildProcess.Start(new ProcessStart(
            compiler.Path, [compiler.Path, .. PreprocessCommandLine.Build(command, form)])
        {
            Input = ProcessStream.Null,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
        });

        var run = new SourcePreprocessor(child, slot, form, new KeptText { Encoding = encoder.Encoding });
        new Thread(() => run.Pump(encoder)) { IsBackground = true, Name = "preprocessor" }.Start();
        return run;
    }

    /// <summary>Ends it when its text is no longer wanted.</summary>
    public void Abandon() => _child.KillTree();

    private void Pump(ContentEncoder encoder)
    {
        try
        {
            var messages = new MemoryStream();
            var errors = new Thread(() => Drain(_child.Error!, messages)) { IsBackground = true };
            errors.Start();

            using (var encoded = encoder.Wrap(Text))
            {
                Copy(_child.Output!, encoded);
            }

            errors.Join();
            var exit = _child.Wait();
            if (exit.Code == 0)
            {
                Text.Complete();
            }
            else
            {
                Text.Fail();
            }

            _ended.SetResult(new Outcome(exit.Code, messages.ToArray()));
        }
        catch (Exception e)
        {
            Text.Fail();
            _ended.SetException(e);
        }
        finally
        {
            _child.Dispose();
            _slot?.Dispose();
        }
    }

    private static void Drain(SafeFileHandle pipe, MemoryStream sink)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        stream.CopyTo(sink);
    }

    private static void Copy(SafeFileHandle pipe, Stream sink)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(ReadBytes);
        while (stream.Read(buffer) is > 0 and var count)
        {
            sink.Write(buffer, 0, count);
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
    }
}
