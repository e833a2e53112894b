namespace Distplusplus.CommandLine;

/// <summary>The examples below each help; the man pages have the same.</summary>
internal static class Examples
{
    /// <param name="command">The command's name.</param>
    public static IReadOnlyList<(string Line, string Meaning)> Of(string command) => command switch
    {
        "serve" =>
        [
            ("distplusplus serve", "Compile for this machine only, at 127.0.0.1:3633"),
            ("distplusplus serve --listen unix:/run/distplusplus/socket", "Compile for who may open the socket"),
            ("distplusplus serve --listen 0.0.0.0:3633", "Compile for other machines, those that were paired"),
            ("distplusplus serve --listen 10.0.0.5:3633 --insecure-plaintext",
                "Compile for everybody in a network you trust"),
            ("distplusplus serve --status 3634 --metrics 3634",
                "Show browsers and Prometheus of this machine how it goes"),
        ],
        "check" =>
        [
            ("distplusplus check", "Say what is wrong with configuration, links and hosts"),
            ("distplusplus check -- g++ -O2 -c x.cc", "Say whether this compile may leave the machine, and why not"),
        ],
        "hosts" =>
        [
            ("distplusplus hosts", "Show every host: slots, queue, load, compilers"),
            ("distplusplus hosts pair build1:3633", "Introduce this client and a host to each other"),
            ("make -j$(distplusplus hosts --jobs) CC=\"distplusplus gcc\"",
                "Build with as many jobs as the hosts have slots"),
            ("distplusplus hosts --watch", "Watch the slots of all hosts while a build runs"),
            ("distplusplus hosts --summary", "After a build: what ran where, what stayed here and why"),
        ],
        "pair" =>
        [
            ("distplusplus hosts pair build1:3633", "Introduce this client and a host to each other"),
        ],
        _ =>
        [
            ("DISTPLUSPLUS_SERVERS=build1:3633 distplusplus g++ -c hello.cc", "Compile hello.cc at the host build1"),
            ("make -j20 CC=\"distplusplus gcc\" CXX=\"distplusplus g++\"", "Build a program with it"),
            ("distplusplus check", "Find out what is wrong before a build does"),
        ],
    };
}
