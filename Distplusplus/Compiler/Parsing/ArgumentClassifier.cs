using Distplusplus.Compiler.Identity;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// Says of a command line whether its compile may leave this machine, and takes it apart if so. Pure: whatever it
/// must know of the world comes through its context.
/// </summary>
internal static class ArgumentClassifier
{
    private const string DriverMode = "--driver-mode=";

    /// <param name="arguments">Without argv[0].</param>
    public static Classification Classify(
        CompilerDriver driver, IReadOnlyList<string> arguments, ClassifierContext context)
    {
        if (ResponseFiles.Expand(arguments, context.ReadFile, out var culprit) is not { } expanded)
        {
            return new Classification.RunLocally(LocalReason.ResponseFile, culprit);
        }

        driver = Selected(driver, expanded);
        var survey = new CommandLineSurvey(driver, context);
        foreach (var word in CommandLineReader.Read(expanded, driver.Family))
        {
            survey.Take(word);
        }

        if (survey.Conclude() is { } local)
        {
            return local;
        }

        if (ConfigureProbes.IsProbe(survey.Source!) && !context.DistributeProbes())
        {
            return new Classification.RunLocally(LocalReason.ConfigureProbe, survey.Source!);
        }

        var request = survey.Dependencies.Resolve(survey.Source!, survey.Output, survey.Language, out var objection);
        if (objection is not null)
        {
            return objection;
        }

        return EnvironmentInfluences.Find(driver.Family, request is not null, context.Environment) is { } variable
            ? new Classification.RunLocally(LocalReason.EnvironmentVariable, variable)
            : new Classification.Remote(survey.ToCommand(request));
    }

    /// <summary>The driver that clang's last --driver-mode= selects, at any position.</summary>
    private static CompilerDriver Selected(CompilerDriver driver, IReadOnlyList<string> arguments)
        => driver.Family == CompilerFamily.Clang
            && arguments.LastOrDefault(word => word.StartsWith(DriverMode, StringComparison.Ordinal)) is { } last
                ? driver with { IsCxx = last == $"{DriverMode}g++" }
                : driver;
}
