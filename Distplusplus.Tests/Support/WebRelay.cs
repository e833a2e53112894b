using System.Net;
using System.Net.Sockets;
using System.Text;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Support;

/// <summary>Stands between a browser and a page and does something before each look. Made per test.</summary>
internal sealed class WebRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _page = new();

    public WebRelay(string page, Action beforeLook)
    {
        _listener.Start();
        new Thread(() => Relay(page, beforeLook)) { IsBackground = true }.Start();
    }

    public string Address => $"http://{_listener.LocalEndpoint}/";

    public void Dispose()
    {
        _listener.Dispose();
        _page.Dispose();
    }

    private void Relay(string page, Action beforeLook)
    {
        try
        {
            while (true)
            {
                using var browser = _listener.AcceptTcpClient();
                try
                {
                    Answer(browser.GetStream(), page, beforeLook);
                }
                catch (Exception e) when (e is IOException or HttpRequestException)
                {
                    // The browser or the page has gone: a test that is over.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Answer(NetworkStream browser, string page, Action beforeLook)
    {
        using var reader = new StreamReader(browser, Encoding.ASCII, false, 4096, leaveOpen: true);
        var wanted = reader.ReadLine() ?? "";
        while (reader.ReadLine() is { Length: > 0 })
        {
        }

        var body = Array.Empty<byte>();
        var status = "404 Not Found";
        if (wanted.StartsWith("GET / "))
        {
            beforeLook();
            body = _page.GetByteArrayAsync(page).GetAwaiter().GetResult();
            status = "200 OK";
        }

        browser.Write(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\n"
            + "Connection: close\r\n\r\n"));
        browser.Write(body);
    }
}
