using Distplusplus.Compiler.Identity;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;
using Google.Protobuf;

namespace Distplusplus.Tests.Diagnostics.Check;

internal sealed class CompilerFindingsTests
{
    private const string Target = "x86_64-linux-gnu";

    [TestCase(CompilerFamily.Gcc, "gcc version 12", Target, 1, Severity.Ok,
        "g++: local /usr/bin/g++ is gcc version 12 for x86_64-linux-gnu, and so is /opt/cc on the host", "")]
    [TestCase(CompilerFamily.Gcc, "gcc version 13", Target, 2, Severity.Warning,
        "g++: local /usr/bin/g++ is gcc version 12 for x86_64-linux-gnu; on the host it is gcc version 13 for "
            + "x86_64-linux-gnu",
        "install the same version on both machines; until then these compiles run elsewhere")]
    [TestCase(CompilerFamily.Gcc, "gcc version 12", "aarch64-linux-gnu", 2, Severity.Warning,
        "g++: local /usr/bin/g++ is gcc version 12 for x86_64-linux-gnu; on the host it is gcc version 12 for "
            + "aarch64-linux-gnu",
        "install the same version on both machines; until then these compiles run elsewhere")]
    [TestCase(CompilerFamily.Gcc, "gcc version 12", Target, 2, Severity.Warning,
        "g++: local /usr/bin/g++ is gcc version 12 for x86_64-linux-gnu; the host's has the same version, but other "
            + "default options, other parts or a different C library",
        "install it from the same package on both machines")]
    [TestCase(CompilerFamily.Clang, "clang version 14", Target, 2, Severity.Warning,
        "g++: local /usr/bin/g++ is gcc version 12 for x86_64-linux-gnu; the host offers no gcc",
        "install this compiler on the host, or give its directory to `distplusplus serve --compilers`")]
    public void Both_sides_are_named(
        CompilerFamily family, string version, string target, byte digest, object severity, string cause, string cure)
    {
        var host = new HostReport.Answered(
            new HostAddress(HostAddressKind.Network, "build1", 3633),
            new HostDescription
            {
                Compilers =
                {
                    new OfferedCompiler
                    {
                        Name = "cc",
                        Path = "/opt/cc",
                        Fingerprint = new CompilerFingerprint
                        {
                            Family = family,
                            Version = version,
                            Target = target,
                            Digest = ByteString.CopyFrom(digest),
                        },
                    },
                },
            },
            TimeSpan.Zero,
            TimeSpan.Zero);
        var here = new InstalledCompiler(
            "g++", "/usr/bin/g++", new Fingerprint(CompilerFamily.Gcc, "gcc version 12", Target, "01", []));
        Assert.That(
            CompilerFindings.Of(host, [here]),
            Is.EqualTo(new[] { new Finding((Severity)severity, "build1:3633", cause, cure) }));
    }

    [Test]
    public void A_compiler_that_does_not_speak_is_a_problem()
        => Assert.That(
            CompilerFindings.Unknown([new InstalledCompiler("gcc", "/bin/false", null)]),
            Is.EqualTo(new[]
            {
                Finding.Problem("gcc", "/bin/false does not report its version and target", "run /bin/false -v to "
                    + "see the error"),
            }));

    [Test]
    public void The_compilers_of_this_machine_say_what_they_are()
    {
        var found = InstalledCompilers.Find("/usr/bin:/bin", default).ToList();
        Assert.That(found.Select(c => c.Name), Does.Contain("gcc").And.Contain("g++"));
        Assert.That(found, Has.All.Property(nameof(InstalledCompiler.Fingerprint)).Not.Null);
    }
}
