using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Support;

/// <summary>What the clients of a sandbox know of hosts: read, forgotten, or told so that a draw is certain.</summary>
internal sealed class KnownHosts
{
    private readonly string _directory;

    public KnownHosts(Sandbox sandbox)
    {
        _directory = sandbox.Path("run/distplusplus");
        Directory.CreateDirectory(
            _directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Makes the first host look so much freer that it is drawn first.</summary>
    public void Prefer(string first, params string[] others)
    {
        Memory().Answered(Parse(first), new HostLoad { Slots = 1_000_000 });
        foreach (var other in others)
        {
            Memory().Answered(Parse(other), new HostLoad { Slots = 1 });
        }
    }

    public void Forget() => File.Delete($"{_directory}/hosts");

    public HostHint Of(string address) => Memory().Of(Parse(address));

    private HostStateCache Memory() => new(_directory, TimeProvider.System);

    private static HostAddress Parse(string address)
        => HostAddress.TryParse(address, out var parsed, out var error) ? parsed : throw new ArgumentException(error);
}
