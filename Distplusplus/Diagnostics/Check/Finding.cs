using Distplusplus.Platform;

namespace Distplusplus.Diagnostics.Check;

/// <summary>One finding of <c>check</c>, shown as text or JSON.</summary>
/// <param name="Subject">What was looked at: a host, "configuration", "links".</param>
/// <param name="Cause">What was found.</param>
/// <param name="Cure">What to do; empty when there is nothing to do.</param>
internal sealed record Finding(Severity Severity, string Subject, string Cause, string Cure = "")
{
    /// <summary>The subject of the finding, printable.</summary>
    public string Subject { get; } = NativeText.ForPeople(Subject);

    /// <summary>The cause, printable.</summary>
    public string Cause { get; } = NativeText.ForPeople(Cause);

    /// <summary>The remedy, printable; empty if none is needed.</summary>
    public string Cure { get; } = NativeText.ForPeople(Cure);

    public static Finding Ok(string subject, string cause) => new(Severity.Ok, subject, cause);

    public static Finding Warning(string subject, string cause, string cure)
        => new(Severity.Warning, subject, cause, cure);

    public static Finding Problem(string subject, string cause, string cure)
        => new(Severity.Problem, subject, cause, cure);
}
