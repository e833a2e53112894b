using System.Net;
using System.Net.Sockets;
using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Sandboxing;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What a compiler can do to the host: asked by one that tries everything and tells what worked.</summary>
internal sealed class IsolationTests
{
    private const string OwnDirectory = "writes in its own directory";

    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _sandbox.Write("a.c", "int answer(void) { return 42; }\n");
        File.WriteAllText(_sandbox.Path("secret"), "secret\n");
        Directory.CreateDirectory(_sandbox.Path("compilers"));
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Without_isolation_everything_works_that_is_tried()
    {
        var attempts = Attempts("off", out var log);
        Assert.That(attempts, Is.Not.Empty);
        Assert.That(attempts.Where(attempt => !attempt.Value).Select(attempt => attempt.Key), Is.Empty);
        Assert.That(log, Does.Contain(
            "isolation  none (switched off by the settings): compilers can read every file of the user "
            + UserAccount.NameOf(Libc.EffectiveUser())));
    }

    [TestCase("landlock")]
    [TestCase("bubblewrap")]
    [TestCase("required")]
    public void With_isolation_a_compiler_has_its_own_directory_and_nothing_else(string layer)
    {
        Skip(layer);
        var attempts = Attempts(layer, out var log);
        Assert.That(
            attempts.Where(attempt => attempt.Value).Select(attempt => attempt.Key),
            Is.EqualTo((string[])[OwnDirectory]));
        var named = layer == "required" ? "(landlock|bubblewrap)" : layer;
        Assert.That(log, Does.Match(
            $@"isolation  {named} \(the system read-only, the job's own directory, no network, no other process\)"));
        Assert.That(_sandbox.Path("canary"), Does.Not.Exist);
    }

    [TestCase("landlock", "gcc")]
    [TestCase("bubblewrap", "gcc")]
    [TestCase("landlock", "clang")]
    [TestCase("bubblewrap", "clang")]
    public void The_result_is_that_of_the_plain_compiler(string layer, string compiler)
    {
        Skip(layer);
        using var host = BuildHost.Start(_sandbox, "--isolation", layer);
        _sandbox.Write("b.c", "#include <stdio.h>\n#include <unistd.h>\nint main(void) { int unused; puts(\"b\"); }\n");
        var comparison = new Comparison(_sandbox, new FarmClient(_sandbox, host.Address));
        comparison.Remote(host.Address, compiler, "-O2", "-g", "-Wall", "-c", "b.c");
        comparison.Remote(host.Address, compiler, "-pipe", "-MD", "-c", "b.c", "-o", "deep.o");
    }

    [Test]
    public void A_compiler_that_is_killed_there_is_known_to_be()
    {
        Skip("landlock");
        new StandInCompiler("/usr/bin/gcc") { Before = "kill -SEGV $$" }.Install(_sandbox.Path("compilers"), "gcc");
        using var host = BuildHost.Start(
            _sandbox, "--compilers", _sandbox.Path("compilers"), "--isolation", "landlock");
        var report = new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Same("gcc", "-c", "a.c");
        Assert.That(string.Join('\n', report.Ours), Does.Contain("signal 11"));
    }

    [Test]
    public void Required_isolation_that_cannot_be_had_keeps_the_host_from_starting()
    {
        Needs.Program("bwrap");

        var result = _sandbox.Command(
            "unshare", "-rm", "sh", "-c",
            "mount --bind /usr/bin/false /usr/bin/bwrap && exec timeout 20 "
                + $"{NativeBinary.Path} serve --listen 127.0.0.1:0 --user root --isolation bubblewrap").Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration), result.Error);
        Assert.That(
            result.Error,
            Does.Contain("cannot start: isolation = \"bubblewrap\" is not available: bwrap does not work here: "));
    }

    private static void Skip(string layer)
    {
        if (layer == "bubblewrap")
        {
            Needs.Program("bwrap");
        }
        else if (layer == "landlock" && Landlock.Version() < Landlock.Complete)
        {
            Assert.Ignore($"this kernel's Landlock is version {Landlock.Version()}, {Landlock.Complete} is needed");
        }
    }

    private Dictionary<string, bool> Attempts(string layer, out string log)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        WriteCompiler("");
        using var host = BuildHost.Start(
            _sandbox, "--compilers", _sandbox.Path("compilers"), "--isolation", layer);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_sandbox.Path("socket")));
        socket.Listen();
        using var nameless = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        nameless.Bind(new UnixDomainSocketEndPoint($"\0canary-{port}"));
        nameless.Listen();
        using var mail = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var segments = SharedMemory();
        var others = Directory.CreateDirectory($"{host.TemporaryDirectory}/others").FullName;
        WriteCompiler($$"""
            attempt() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name: yes"; else echo "$name: no"; fi; }
            {
                attempt "{{OwnDirectory}}" cp /dev/null "$TMPDIR/own"
                attempt "reads a file of the host" cat {{_sandbox.Path("secret")}}
                attempt "reads the accounts" cat /etc/passwd
                attempt "sees a directory of the host" ls {{_sandbox.Path("home")}}
                attempt "sees the jobs of others" ls {{others}}
                attempt "writes a file of the host" cp /dev/null {{_sandbox.Path("canary")}}
                attempt "writes where everybody may" cp /dev/null /var/tmp/canary-{{port}}
                attempt "writes below the system" cp /dev/null /usr/share/canary-{{port}}
                attempt "fills memory" cp /dev/null /dev/shm/canary-{{port}}
                ipcmk -M 4096 >/dev/null 2>&1
                attempt "looks into other processes" ls -l /proc/{{host.Id}}/fd
                attempt "signals the host" kill -0 {{host.Id}}
                attempt "reads what others were started with" cat /proc/{{host.Id}}/environ
                attempt "reaches the network" bash -c 'exec 3<>/dev/tcp/127.0.0.1/{{port}}'
                bash -c 'echo > /dev/udp/127.0.0.1/{{((IPEndPoint)mail.Client.LocalEndPoint!).Port}}' 2>/dev/null
                connect='import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1].replace("@", chr(0)))'
                attempt "reaches a socket by its path" python3 -c "$connect" {{_sandbox.Path("socket")}}
                attempt "reaches a socket without a path" python3 -c "$connect" @canary-{{port}}
            } >&2
            """);
        var result = new FarmClient(_sandbox, host.Address).Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled on {host.Address}"));
        log = host.Log;
        foreach (var place in (string[])["/var/tmp", "/usr/share", "/dev/shm"])
        {
            File.Delete($"{place}/canary-{port}");
        }

        var left = SharedMemory().Except(segments).ToList();
        left.ForEach(segment => _sandbox.Command("ipcrm", "-m", segment).Run());
        Directory.Delete(others);
        return result.Error.Split('\n')
            .Select(line => line.Split(": "))
            .Where(words => words is [_, "yes" or "no"])
            .Append(["sends a datagram", mail.Available > 0 ? "yes" : "no"])
            .Append(["leaves memory behind", left.Count > 0 ? "yes" : "no"])
            .ToDictionary(words => words[0], words => words[1] == "yes");
    }

    private static List<string> SharedMemory()
        => [.. File.ReadLines("/proc/sysvipc/shm").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];

    private void WriteCompiler(string before)
    {
        var path = _sandbox.Path("compilers/gcc");
        File.WriteAllText(path, $$"""
            #!/bin/sh
            for word in "$@"; do
                case "$word" in
                    -v|-'###'|--version|-Wa,--version|-dump*|-print-*|/dev/null) exec /usr/bin/gcc "$@" ;;
                esac
            done
            {{before}}
            exec /usr/bin/gcc "$@"
            """);
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
    }
}
