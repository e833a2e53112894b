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

        if (!PreprocessCommandLine.IsNeeded(command))
        {
            return await SourceAsItIsAsync(cancellationToken);
        }

        if (command.Options.FirstOrDefault(Coverage.IsOne) is { } coverage)
        {
            return new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                $"{coverage.Arguments[0]} is for the source itself, and preprocessed text names other files"));
        }

        if (ForcedPrecompiledHeader() is { } taken)
        {
            return new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                DirectObstacles.Sentence(DirectObstacle.PrecompiledHeader, taken)));
        }

        var mustExpand = forms.KnowsBetter
            || TextTraps.IsSource(SourceFile.Read(command.Source), command.Family);
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

                    if (IsSure(done.Result, form, preprocessor.LeanFiles, out var asksForWhole))
                    {
                        return Finish(done);
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

                if (form == TextForm.Expanded)
                {
                    return new CompileOutcome.Locally(preprocessed.IsTrap
                        ? WhyLocal.NoWayToSend($"the source {LostColumns.Sentence}")
                        : WhyLocal.PreprocessingFailed);
                }

                bidding.TryAgain(attempt.Host);
                if (preprocessed is { MustBeWhole: true, IsTrap: false })
                {
                    isLean = false;
                    leanForms.Failed();
                    continue;
                }

                form = TextForm.Expanded;
                isLean = false;
                vain = preprocessed.ExitCode != 0 && !preprocessed.IsTrap;
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
            RemoteAttempt.Done done when IsSure(done.Result, TextForm.Expanded, new HashSet<string>(), out _)
                => Finish(done),
            RemoteAttempt.Done => new CompileOutcome.Locally(WhyLocal.WordsToConfirm(report.DirectObstacle)),
            var attempt => NotAsText(attempt),
        };
    }

    private bool IsSure(JobResult result, TextForm form, IReadOnlySet<string> leanFiles, out bool asksForWhole)
    {
        var answer = new TextAnswer(command, form, SourceFile.Read, leanFiles);
        var isSure = !MissesFile(result) && answer.IsSure(result.ExitCode, [.. result.Output, .. result.Error]);
        asksForWhole = !isSure && answer.AsksForWhole;
        return isSure;
    }
}
