using System.Runtime.InteropServices;
using System.Text;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Platform;

/// <summary>
/// The terminal as a whole screen to draw on: its other screen, without cursor, keys unechoed. Made by
/// <c>hosts --watch</c>; disposing gives everything back, and may be done as often as one likes.
/// </summary>
internal sealed unsafe partial class Terminal : IDisposable
{
    private const int Input = 0;
    private const int WindowSize = 0x5413;
    private const int SignalStop = 19;
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[?7h\e[?25h\e[?1049l";

    // struct termios of glibc: four words of flags, a byte, 32 control characters, two speeds.
    private const int SettingsBytes = 64;
    private const int LocalFlagsAt = 12;
    private const uint Signals = 0x1;
    private const uint WholeLines = 0x2;
    private const uint Echo = 0x8;

    private readonly byte[] _settings = new byte[SettingsBytes];
    private readonly Lock _lock = new();
    private bool _entered;

    private Terminal()
    {
        fixed (byte* settings = _settings)
        {
            HasKeys = GetSettings(Input, settings) == 0;
        }

        Resume();
    }

    /// <returns>Null: standard output is no terminal, or one that cannot be drawn on.</returns>
    public static Terminal? Open(string? type)
        => IsOutput && type is not (null or "" or "dumb") ? new Terminal() : null;

    /// <summary>True if standard output is a terminal.</summary>
    public static bool IsOutput => Libc.IsTerminal(StandardStreams.Output) == 1;

    /// <summary>As it is now; people drag windows.</summary>
    public static (int Columns, int Rows) Size
    {
        get
        {
            var size = stackalloc ushort[4];
            return Control(StandardStreams.Output, WindowSize, size) == 0 && size[0] > 0 && size[1] > 0
                ? (size[1], size[0])
                : (80, 24);
        }
    }

    /// <summary>Puts these lines on the screen, nothing else.</summary>
    public void Draw(IEnumerable<string> lines)
    {
        var frame = new StringBuilder("\e[H");
        var first = true;
        foreach (var line in lines)
        {
            frame.Append(first ? "" : "\r\n").Append("\e[2K").Append(NativeText.ForPeople(line));
            first = false;
        }

        frame.Append("\e[J");
        lock (_lock)
        {
            if (_entered)
            {
                StandardStreams.TryWrite(StandardStreams.Output, Encoding.UTF8.GetBytes(frame.ToString()));
            }
        }
    }

    /// <summary>Waits for a key.</summary>
    /// <param name="gone">There is nobody at the keyboard any more.</param>
    /// <returns>Null: none came.</returns>
    public byte? ReadKey(TimeSpan patience, out bool gone)
    {
        var asked = new Libc.PollEntry { Descriptor = Input, Wanted = Libc.PollIn };
        var ready = Libc.Poll(&asked, 1, (int)patience.TotalMilliseconds);
        byte key = 0;
        gone = ready > 0 && ((asked.Seen & Libc.PollIn) == 0 || Libc.Read(Input, &key, 1) != 1);
        return ready > 0 && !gone ? key : null;
    }

    /// <summary>True if there is a keyboard.</summary>
    public bool HasKeys { get; }

    /// <summary>Gives the terminal back, stops this process, and goes on when the shell lets it.</summary>
    public void Suspend()
    {
        Dispose();
        _ = Libc.Kill(Environment.ProcessId, SignalStop);
        Resume();
    }

    /// <summary>Takes the terminal, again.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            if (HasKeys)
            {
                Span<byte> quiet = stackalloc byte[SettingsBytes];
                _settings.CopyTo(quiet);
                var flags = MemoryMarshal.Cast<byte, uint>(quiet[LocalFlagsAt..]);
                flags[0] &= ~(Signals | WholeLines | Echo);
                Set(quiet);
            }

            // Entered twice, the terminal would forget where its cursor was.
            if (!_entered)
            {
                _entered = true;
                StandardStreams.TryWrite(StandardStreams.Output, Encoding.UTF8.GetBytes(Enter));
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_entered)
            {
                return;
            }

            _entered = false;
            StandardStreams.TryWrite(StandardStreams.Output, Encoding.UTF8.GetBytes(Leave));
            if (HasKeys)
            {
                Set(_settings);
            }
        }
    }

    private static void Set(ReadOnlySpan<byte> settings)
    {
        fixed (byte* start = settings)
        {
            _ = SetSettings(Input, 0, start);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ushort* size);
}
