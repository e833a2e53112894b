using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>A setting that cannot be used. It never stops a compile: it is ignored and reported.</summary>
/// <param name="Origin">Where it is written.</param>
/// <param name="Sentence">What is wrong, and the right form.</param>
/// <param name="IsMisunderstood">True: a value was left out. False: a name nobody reads, which may be meant for
/// another version.</param>
internal sealed record ConfigurationProblem(ValueOrigin Origin, string Sentence, bool IsMisunderstood = true)
{
    /// <summary>One line for people: "FILE:3:11: log_level: …".</summary>
    public string Message => $"{Origin}: {Sentence}";
}
