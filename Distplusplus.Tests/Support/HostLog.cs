using System.Text;
using System.Text.RegularExpressions;
using Distplusplus.Server.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Tests.Support;

/// <summary>Reads a process's standard error as it comes. Made by <see cref="BuildHost"/>.</summary>
internal sealed class HostLog : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly Thread _reader;
    private bool _ended;

    public HostLog(SafeFileHandle pipe)
    {
        _reader = new Thread(() => Read(pipe)) { IsBackground = true };
        _reader.Start();
    }

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The first match, or null when the time is over or the process has closed the stream.</summary>
    public Match? WaitFor(Regex pattern, TimeSpan limit)
    {
        var until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_text)
        {
            while (true)
            {
                var match = pattern.Match(_text.ToString());
                // A line half read may still grow: "127.0.0.1:45" of "127.0.0.1:45123".
                if (match.Success && (match.Index + match.Length < _text.Length || _ended))
                {
                    return match;
                }

                var left = until - Environment.TickCount64;
                if (_ended || left <= 0 || !Monitor.Wait(_text, TimeSpan.FromMilliseconds(left)))
                {
                    return null;
                }
            }
        }
    }

    public void Dispose() => _reader.Join(TimeSpan.FromSeconds(5));

    private void Read(SafeFileHandle pipe)
    {
        using var reader = new StreamReader(new FileStream(pipe, FileAccess.Read, bufferSize: 0));
        var buffer = new char[4096];
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            Append(new string(buffer, 0, count), ended: false);
        }

        Append("", ended: true);
    }

    private void Append(string text, bool ended)
    {
        lock (_text)
        {
            _text.Append(text);
            _ended = ended;
            Monitor.PulseAll(_text);
        }
    }
}
