using Distplusplus.Client.Inputs;
using Distplusplus.Client.Preprocessed;
using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Client;

/// <content>The text way: lean, else whole, else expanded.</content>
internal sealed partial class CompileClient
{
    private async Task<CompileOutcome> TextWayAsync(CancellationToken cancellationToken)
    {
        if (SourceFile.ReadOnce(command) is { } file)
        {
            return new CompileOutcome.Locally(WhyLocal.ReadOnce(file));
        }

        if (TextTraps.OptionOfSource(command) is { } reading)
        {
            return new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                $"{reading.Arguments[0]} changes how the source is read, of which the compiler of a preprocessed text "
                    + "cannot be told"));
        }

        if (!PreprocessCommandLine.IsNeeded(command))
        {
            return await SourceAsItIsAsync(cancellationToken);
        }

        if (command.Options.FirstOrDefault(Coverage.IsOfSource) is { } coverage)
        {
            return new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                $"{coverage.Arguments[0]} is for the source itself, and preprocessed text names other files"
                    + (report.DirectObstacle is { } obstacle ? $"; the source was not sent because {obstacle}" : "")));
        }

        if (ForcedPrecompiledHeader() is { } taken)
        {
            return new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                DirectObstacles.Sentence(DirectObstacle.PrecompiledHeader, taken)));
        }

        var known = TextTraps.InSource(SourceFile.Read(command.Source), command.Family);
        if (known is { IsInExpanded: false })
        {
            return new CompileOutcome.Locally(WhyLocal.NoWayToSend(known.Sentence));
        }

        var mustExpand = forms.KnowsBetter || known is not null;
        var form = PreprocessCommandLine.Possible(command, mustExpand ? TextForm.Expanded : TextForm.Directives);
        var isLean = TextTraps.MayBeLean(command, form) && !leanForms.KnowsBetter;
        var vain = false;
        while (true)
        {
            if (form == TextForm.Expanded && LostColumns.Option(command) is { } option)
            {
                return new CompileOutcome.Locally(WhyLocal.NoWayToSend($"{option} {LostColumns.Sentence}"));
            }

            report.Form = form;
            var preprocessor = SourcePreprocessor.Start(
                compiler, command, form, isLean ? systemHeaders() : null, encoder, preprocessorSlots);
            try
            {
                var attempt = await AttemptAsync(offers.Text(form, preprocessor.Text), cancellationToken);
                if (attempt is RemoteAttempt.Done done)
                {
                    if (vain)
                    {
                        forms.Failed();
                    }

                    if (Sure(done, form, preprocessor.LeanFiles, out var asksForWhole) is { } sure)
                    {
                        return Finish(sure);
                    }

                    if (!asksForWhole)
                    {
                        return new CompileOutcome.Locally(WhyLocal.WordsToConfirm(report.DirectObstacle));
                    }

                    isLean = false;
                    bidding.TryAgain(done.Host);
                    continue;
                }

                if (attempt is not RemoteAttempt.InputGone)
                {
                    return NotAsText(attempt);
                }

                var preprocessed = await preprocessor.Ended;
                if (preprocessed is { ExitCode: 0, Messages.Length: > 0 })
                {
                    return new CompileOutcome.Locally(WhyLocal.PreprocessorSpoke);
                }

                if (preprocessed.Trap is { IsInExpanded: false } trap)
                {
                    return new CompileOutcome.Locally(WhyLocal.NoWayToSend(trap.Sentence));
                }

                if (form == TextForm.Expanded)
                {
                    return new CompileOutcome.Locally(WhyLocal.PreprocessingFailed);
                }

                if (preprocessed is { MustBeWhole: true, Trap: null })
                {
                    isLean = false;
                    leanForms.Failed();
                    continue;
                }

                form = TextForm.Expanded;
                isLean = false;
                vain = preprocessed.ExitCode != 0 && preprocessed.Trap is null;
            }
            finally
            {
                preprocessor.Abandon();
            }
        }
    }

    /// <summary>What is precompiled of a header that -include names, which the compiler would take.</summary>
    private string? ForcedPrecompiledHeader()
        => command.IncludeOptions.ForcedIncludes
            .SelectMany(name => (string[])[$"{name}.gch", $"{name}.pch"])
            .FirstOrDefault(name => FileIdentity.Of(name) is not null);

    /// <summary>The source is preprocessed text already.</summary>
    private async Task<CompileOutcome> SourceAsItIsAsync(CancellationToken cancellationToken)
    {
        if (SourceFile.Read(command.Source) is not { } source)
        {
            return new CompileOutcome.Locally(WhyLocal.PreprocessingFailed);
        }

        report.Form = TextForm.Expanded;
        var job = offers.Text(TextForm.Expanded, KeptText.Whole(source, encoder));
        return await AttemptAsync(job, cancellationToken) switch
        {
            RemoteAttempt.Done done when Sure(done, TextForm.Expanded, new HashSet<string>(), out _) is { } sure
                => Finish(sure),
            RemoteAttempt.Done => new CompileOutcome.Locally(WhyLocal.WordsToConfirm(report.DirectObstacle)),
            var attempt => NotAsText(attempt),
        };
    }

    /// <returns>What the plain compiler would have given; null: that is not sure.</returns>
    private RemoteAttempt.Done? Sure(
        RemoteAttempt.Done done, TextForm form, IReadOnlySet<string> leanFiles, out bool asksForWhole)
    {
        var answer = new TextAnswer(command, form, SourceFile.Read, leanFiles);
        var errors = MissesFile(done.Result) ? null : answer.TrueErrors(done.Result);
        asksForWhole = errors is null && answer.AsksForWhole;
        return errors is null ? null : done with { Result = done.Result with { Error = errors } };
    }
}
