namespace Distplusplus.Platform.Files;

/// <summary>The system refused a file operation.</summary>
internal sealed class NativeFileException(string operation, string path, int error)
    : IOException($"{NativeText.ForPeople(path)}: {Libc.Describe(error)} ({operation})")
{
    public string Path { get; } = path;

    /// <summary>errno.</summary>
    public int Error { get; } = error;

    /// <summary>Creates the exception for the errno of the last call.</summary>
    public static NativeFileException Last(string operation, string path)
        => new(operation, path, System.Runtime.InteropServices.Marshal.GetLastPInvokeError());

    /// <summary>The system's message: "No such file or directory".</summary>
    public string Reason => Libc.Describe(Error);
}
