using Distplusplus.Client.Preprocessed;
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
    private readonly CompileCommand _command;
    private readonly bool _restores;
    private readonly SystemHeaders? _lean;
    private readonly TaskCompletionSource<Outcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SourcePreprocessor(
        ChildProcess child,
        SafeFileHandle? slot,
        CompileCommand command,
        TextForm form,
        SystemHeaders? lean,
        KeptText text)
    {
        _child = child;
        _slot = slot;
        _command = command;
        _restores = TextTraps.RewritesDefinitions(command, form);
        _lean = lean;
        Form = form;
        Text = text;
    }

    /// <param name="ExitCode">The preprocessor's.</param>
    /// <param name="Messages">What it wrote on stderr. Such a text is never whole: said here and again by the
    /// compiler, or in another order, it would not be what the compiler says.</param>
    /// <param name="Trap">What in the text another form of it must carry, or none can.</param>
    /// <param name="MustBeWhole">The text was to be lean, and only a whole one will do.</param>
    public sealed record Outcome(int ExitCode, byte[] Messages, TextTrap? Trap, bool MustBeWhole);

    public TextForm Form { get; }

    /// <summary>What was written so far; complete only if the preprocessor succeeded.</summary>
    public KeptText Text { get; }

    /// <summary>The headers of which a lean text leaves something out; to be asked when it is whole.</summary>
    public IReadOnlySet<string> LeanFiles { get; private set; } = new HashSet<string>();

    /// <summary>Completes when the preprocessor has ended and the text is whole, or will never be.</summary>
    public Task<Outcome> Ended => _ended.Task;

    /// <summary>Starts the preprocessor once this machine has room for one more.</summary>
    /// <param name="lean">For a lean text; disposed at its end.</param>
    /// <exception cref="ProcessStartException">The compiler cannot be run.</exception>
    public static SourcePreprocessor Start(
        LocalCompiler compiler,
        CompileCommand command,
        TextForm form,
        SystemHeaders? lean,
        ContentEncoder encoder,
        LocalSlots slots)
    {
        var slot = slots.Take(keepAcrossExec: false);
        var child = ChildProcess.Start(new ProcessStart(
            compiler.Path, [compiler.Path, .. PreprocessCommandLine.Build(command, form, isLean: lean is not null)])
        {
            Input = ProcessStream.Unreadable,
            Output = ProcessStream.Piped,
            Error = ProcessStream.Piped,
        });

        var run = new SourcePreprocessor(
            child, slot, command, form, lean, new KeptText { Encoding = encoder.Encoding });
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

            (TextTrap? Trap, bool MustBeWhole) found;
            using (var encoded = encoder.Wrap(Text))
            {
                found = Copy(_child.Output!, encoded);
            }

            errors.Join();
            var exit = _child.Wait();
            if (exit.Code == 0 && messages.Length == 0 && found is (null, false))
            {
                Text.Complete();
            }
            else
            {
                Text.Fail();
            }

            _ended.SetResult(new Outcome(exit.Code, messages.ToArray(), found.Trap, found.MustBeWhole));
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
            _lean?.Dispose();
        }
    }

    private static void Drain(SafeFileHandle pipe, MemoryStream sink)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        stream.CopyTo(sink);
    }

    /// <returns>The text is a trap or too lean, and the rest of it was not read.</returns>
    private (TextTrap? Trap, bool MustBeWhole) Copy(SafeFileHandle pipe, Stream sink)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(ReadBytes);
        var directives = _restores ? new DirectivesText(sink, SourceFile.Read, _lean) : null;
        var kept = 0;
        TextTrap? trap = null;
        while (trap is null && directives is not { MustBeWhole: true }
            && stream.Read(buffer.AsSpan(kept)) is > 0 and var count)
        {
            if (directives is null)
            {
                sink.Write(buffer, kept, count);
            }
            else
            {
                directives.Write(buffer.AsSpan(kept, count));
            }

            // A word may lie across two pieces.
            var piece = buffer.AsSpan(0, kept + count);
            trap = directives?.Trap ?? TextTraps.In(piece, _command, Form);
            kept = Math.Min(piece.Length, TextTraps.LongestWord(_command) - 1);
            piece[^kept..].CopyTo(buffer);
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        if (directives is null)
        {
            return (trap, false);
        }

        directives.End();
        LeanFiles = directives.LeanFiles;
        _lean?.Save();
        return (trap, directives.MustBeWhole);
    }
}
