namespace Distplusplus.CommandLine;

/// <summary>The examples below each help; the man pages have the same.</summary>
internal static class Examples
{
    /// <param name="command">The command's name.</param>
    public static IReadOnlyList<(string Line, string Meaning)> Of(string command) => command switch
    {
        "serve" =>
        [
            ("distplusplus serve", "Serve this machine only, on 127.0.0.1:3633"),
            ("distplusplus serve --listen unix:$XDG_RUNTIME_DIR/distplusplus.sock",
                "Serve this user over a UNIX socket"),
            ("distplusplus serve --listen 0.0.0.0:3633", "Serve other machines that are paired, with TLS"),
            ("distplusplus serve --listen 10.0.0.5:3633 --insecure-plaintext",
                "Serve all machines of a trusted network, without encryption"),
            ("distplusplus serve --status 3634 --metrics 3634",
                "Add a status page and metrics, on loopback"),
        ],
        "check" =>
        [
            ("distplusplus check", "Find problems in configuration, compiler links and hosts"),
            ("distplusplus check -- g++ -O2 -c x.cc", "Explain where this compile would run, and why"),
        ],
        "hosts" =>
        [
            ("distplusplus hosts", "Show all hosts: slots, queue, load, compilers"),
            ("distplusplus hosts pair build1:3633", "Pair with a host"),
            ("make -j$(distplusplus hosts --jobs) CC=\"distplusplus gcc\"",
                "Build with as many jobs as the hosts have slots"),
            ("distplusplus hosts --watch", "Watch all slots during a build"),
            ("distplusplus hosts --summary", "Summarize the last build: where compiles ran, and why some ran locally"),
        ],
        "pair" =>
        [
            ("distplusplus hosts pair build1:3633", "Pair with a host"),
        ],
        _ =>
        [
            ("DISTPLUSPLUS_SERVERS=build1:3633 distplusplus g++ -c hello.cc", "Compile hello.cc on the host build1"),
            ("make -j20 CC=\"distplusplus gcc\" CXX=\"distplusplus g++\"", "Build a program"),
            ("distplusplus check", "Find problems before a build does"),
        ],
    };
}
