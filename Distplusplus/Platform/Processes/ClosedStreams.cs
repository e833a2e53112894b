namespace Distplusplus.Platform.Processes;

/// <summary>
/// Standard streams the caller has closed. Their numbers must not go to the next file we open, which would then be
/// read or written in their place; programs we start or become find them closed as before.
/// </summary>
internal static class ClosedStreams
{
    private const int GetDescriptorFlags = 1;

    /// <summary>Done first of all: takes each free number below 3 with /dev/null.</summary>
    public static void Occupy()
    {
        for (var descriptor = 0; descriptor <= StandardStreams.Error; descriptor++)
        {
            if (Libc.FileControl(descriptor, GetDescriptorFlags, 0) < 0)
            {
                _ = Libc.Open("/dev/null", Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
            }
        }
    }
}
