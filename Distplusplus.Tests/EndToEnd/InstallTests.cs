using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>It comes onto a machine, works there, and goes without a trace.</summary>
internal sealed class InstallTests : SandboxFixture
{
    private static readonly string s_tests = Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus.Tests");

    [Test]
    public void Under_a_prefix_it_compiles_and_uninstall_leaves_nothing()
    {
        var prefix = Sandbox.Path("prefix");
        Install($"install_here {prefix}");
        var unit = File.ReadAllText($"{prefix}/lib/systemd/system/distplusplus.service");
        Assert.That(unit, Does.Contain($"\nExecStart={prefix}/bin/distplusplus serve "));
        foreach (var name in (string[])
            ["share/man/man1/distplusplus.1", "share/man/man5/distplusplus.toml.5",
            "share/bash-completion/completions/distplusplus", "share/doc/distplusplus/distplusplus.toml",
            "lib/sysusers.d/distplusplus.conf"])
        {
            Assert.That($"{prefix}/{name}", Does.Exist);
        }

        using (var host = BuildHost.Start(Sandbox, "--compilers", $"{prefix}/libexec/distplusplus"))
        {
            var client = new FarmClient(Sandbox, host.Address)
                .With("PATH", $"{prefix}/libexec/distplusplus:/usr/bin:/bin");
            Assert.That(
                client.Command("gcc", "-c", "a.c").Run().Succeeded().Error, Does.Contain($"on {host.Address}"));
        }

        Install($"uninstall_from {prefix}");
        Assert.That(
            Directory.Exists(prefix) ? Directory.GetFileSystemEntries(prefix) : [], Is.Empty, "something is left");
    }

    [Test]
    public void The_package_installs_serves_and_goes_again()
    {
        Needs.Program("dpkg-buildpackage");
        Needs.Program("dh");
        Needs.Program("unshare");
        var trial = Sandbox.Command("bash", $"{s_tests}/EndToEnd/package.sh", NativeBinary.Path)
            with { Limit = TimeSpan.FromMinutes(10) };
        var result = trial.Run();
        if (result.Error.Contains("no such view of this machine") || result.Error.Contains("only root may"))
        {
            Assert.Ignore(result.Error.Trim());
        }

        Assert.That(result.Succeeded().Output, Is.EqualTo("""
            user: distplusplus:/nonexistent:/usr/sbin/nologin
            enabled: /lib/systemd/system/distplusplus.service
            gcc: ../../bin/distplusplus
            command: /usr/bin/distplusplus serve --log-format systemd
            distplusplus: package.c: compiled on the host
            host runs as: distplusplus
            host ended with 0
            upgraded: 99-1, # mine
            units: distplusplus.service distplusplus.socket
            removed: etc/distplusplus/distplusplus.toml
            purged: 

            """));
    }

    [Test]
    public void The_units_are_understood()
    {
        Needs.Program("systemd-analyze");
        string[] units = ["distplusplus.service", "distplusplus.socket"];
        foreach (var name in units)
        {
            var unit = File.ReadAllText($"{NativeBinary.RepositoryRoot}/Distplusplus/packaging/{name}");
            File.WriteAllText(Sandbox.Path(name), unit.Replace("/usr/bin/distplusplus", NativeBinary.Path));
        }

        var result = Sandbox.Command(
            "systemd-analyze", ["verify", "--man=no", .. units.Select(Sandbox.Path)]).Run();
        Assert.That((result.ExitCode, result.Output, result.Error), Is.EqualTo((0, "", "")));
    }

    [Test]
    public void The_package_has_the_version_of_the_program()
        => Assert.That(
            File.ReadAllText($"{NativeBinary.RepositoryRoot}/Distplusplus/packaging/debian/changelog"),
            Does.Match($@"^distplusplus \({Regex.Escape(SoftwareVersion.Number)}-\d+\) "));

    private void Install(string call)
        => Sandbox.Command(
            "bash", "-euo", "pipefail", "-c",
            "fail() { echo \"$*\" >&2; exit 1; }; root=$1 binary=$2; "
            + "source \"$1/Distplusplus.Tests/Support/install.sh\"; "
            + call, "install", NativeBinary.RepositoryRoot, NativeBinary.Path).Run().Succeeded();
}
