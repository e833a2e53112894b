namespace Distplusplus.Platform.Processes;

/// <summary>A program could not be started.</summary>
internal sealed class ProcessStartException(string path, int error)
    : Exception($"{NativeText.ForPeople(path)}: {Libc.Describe(error)}")
{
    /// <summary>errno.</summary>
    public int Error { get; } = error;
}
