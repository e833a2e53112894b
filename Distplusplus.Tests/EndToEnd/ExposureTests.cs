using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A compiler outside the system brings its own directories into every client's view, nothing else.</summary>
internal sealed class ExposureTests : SandboxFixture
{
    private const string Cure = "install it in a directory of its own, such as /opt/NAME";

    private string Prefix => Sandbox.Path("opt/tc");

    [TestCase("landlock", false)]
    [TestCase("bubblewrap", false)]
    [TestCase("landlock", true)]
    public async Task A_source_reads_the_installation_and_nothing_beside_it(string layer, bool atRoot)
    {
        if (layer == "bubblewrap" || atRoot)
        {
            Needs.Program("bwrap");
        }

        var bin = Install(Prefix);
        if (atRoot)
        {
            // A script has no shell there. The driver finds its parts beside itself.
            File.Copy(NativeFile.RealPath("/usr/bin/gcc")!, $"{bin}/gcc", overwrite: true);
            File.CreateSymbolicLink($"{Prefix}/lib/gcc", "../../../../../usr/lib/gcc");
        }

        foreach (var place in (string[])["lib64/gcc/m68k-linux-gnu", "m68k-linux-gnu", "share", ".ssh", "project/bin"])
        {
            Directory.CreateDirectory($"{Prefix}/{place}");
            File.WriteAllText($"{Prefix}/{place}/file", "secret-7f3a91");
        }

        Directory.CreateSymbolicLink($"{Prefix}/libexec", Sandbox.Path("home"));
        File.WriteAllText(Sandbox.Path("home/file"), "secret-7f3a91");
        using var host = BuildHost.Start(Sandbox, "--compilers", bin, "--isolation", layer);
        Assert.That(host.Log, Does.Match(
            $@"\n  readable   /bin [^\n]* /usr/bin [^\n]* {Prefix}/bin {Prefix}/lib {Prefix}/lib64 {Prefix}/share "
            + $@"{Prefix}/m68k-linux-gnu\n"));
        using var client = new RawClient(host);
        foreach (var place in (string[])["lib64/gcc/m68k-linux-gnu", "m68k-linux-gnu", "share"])
        {
            Assert.That(await ReadsAsync(client, $"{Prefix}/{place}/file", atRoot), Is.True, place);
        }

        foreach (var place in (string[])[".ssh", "project/bin", "libexec", "../../home"])
        {
            Assert.That(await ReadsAsync(client, $"{Prefix}/{place}/file", atRoot), Is.False, place);
        }
    }

    [TestCase("landlock", "gcc")]
    [TestCase("landlock", "clang")]
    [TestCase("bubblewrap", "gcc")]
    [TestCase("bubblewrap", "clang")]
    public async Task A_header_by_its_absolute_name_is_never_the_host_s(string layer, string compiler)
    {
        Needs.Program(layer == "bubblewrap" ? "bwrap" : compiler);
        using var host = BuildHost.Start(Sandbox, "--isolation", layer);
        using var client = new RawClient(host);
        foreach (var header in (string[])
            ["/usr/include/string.h", "/usr/include/c++/12/cstddef", "/usr/include/none.h"])
        {
            var answer = await TestJob.Direct("a.c", "/p", clang: compiler == "clang")
                .Whole("/p/a.c", $"#include \"{header}\"\n").Whole(header, "#error the client's\n")
                .RunAsync(client.Stubs);
            Assert.That(answer.Finished?.ExitCode, Is.EqualTo(1), $"{answer.Refused}");
            Assert.That(
                answer.Error,
                Does.Contain("Permission denied").Or.Contain("No such file").Or.Contain("file not found"), header);
        }

        var itsOwn = await TestJob.Direct("a.c", "/p", clang: compiler == "clang").Whole("/p/a.c", "int x;\n")
            .RunAsync(client.Stubs);
        Assert.That(itsOwn.Finished?.ExitCode, Is.Zero, itsOwn.Error);
    }

    [Test]
    public void A_home_is_no_installation()
    {
        var bin = Install(Sandbox.Path("home"));
        DoesNotStart(
            $"{bin}/gcc is installed in {Sandbox.Path("home")}, where {Sandbox.Path("home")} keeps other things too: "
                + Cure,
            "--compilers", bin);
    }

    [Test]
    public void Nor_is_what_programs_of_a_user_keep_their_data_in()
    {
        var bin = Install(Sandbox.Path("home/.local"));
        DoesNotStart(
            $"{bin}/gcc is installed in {Sandbox.Path("home/.local")}, where {Sandbox.Path("home")} keeps other things "
                + $"too: {Cure}",
            "--compilers", bin);
    }

    [Test]
    public void A_compiler_beside_a_home_would_show_it()
    {
        var compiler = Script(Sandbox.Path("gcc"));
        Directory.CreateDirectory(Sandbox.Path("offered"));
        File.CreateSymbolicLink(Sandbox.Path("offered/gcc"), compiler);
        DoesNotStart(
            $"{Sandbox.Path("offered/gcc")} would let every client's compiler read {Sandbox.Root}, which holds the "
                + $"home {Sandbox.Path("home")}: {Cure}",
            "--compilers", Sandbox.Path("offered"));
    }

    [TestCase(".ssh")]
    [TestCase(".gnupg")]
    public void An_installation_that_holds_keys(string keys)
    {
        var bin = Install(Prefix);
        Directory.CreateDirectory($"{Prefix}/lib/{keys}");
        DoesNotStart(
            $"{bin}/gcc would let every client's compiler read {Prefix}/lib, which holds keys ({keys}): {Cure}",
            "--compilers", bin);
    }

    [TestCase("temp_dir", "this host's jobs")]
    [TestCase("store_dir", "the contents that clients sent")]
    public void An_installation_that_holds_what_the_host_works_with(string setting, string what)
    {
        var bin = Install(Prefix);
        var place = Directory.CreateDirectory($"{Prefix}/lib/work").FullName;
        var file = Sandbox.Write("host.toml", $"[serve]\n{setting} = \"{place}\"\n");
        DoesNotStart(
            $"{bin}/gcc would let every client's compiler read {Prefix}/lib, which holds {what} ({place}): {Cure}",
            "--compilers", bin, "--config", file);
    }

    [Test]
    public void A_setting_that_shows_a_home()
    {
        var file = Sandbox.Write("host.toml", $"[serve]\nreadable = [\"{Sandbox.Root}\"]\n");
        DoesNotStart($"`readable` would let every client's compiler read {Sandbox.Root}, which holds the home "
            + $"{Sandbox.Path("home")}: {Cure}", "--config", file);
    }

    private static string Script(string path)
    {
        File.WriteAllText(path, "#!/bin/sh\nexec /usr/bin/gcc \"$@\"\n");
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        return path;
    }

    /// <returns>Its directory of programs.</returns>
    private static string Install(string prefix)
    {
        Directory.CreateDirectory($"{prefix}/lib");
        Script($"{Directory.CreateDirectory($"{prefix}/bin").FullName}/gcc");
        return $"{prefix}/bin";
    }

    private static async Task<bool> ReadsAsync(RawClient client, string path, bool atRoot)
    {
        // At "/" the system stands elsewhere.
        var there = atRoot ? "/.distplusplus-host" + Path.GetFullPath(path) : path;
        var job = TestJob.Direct("a.c", "/p").Whole("/p/a.c", $"__asm__(\".incbin \\\"{there}\\\"\");\n").With(offer =>
            offer.Mode = atRoot ? SendMode.DirectAtRoot : SendMode.Direct);
        var answer = await job.RunAsync(client.Stubs);
        Assert.That(answer.Finished, Is.Not.Null, $"{answer.Refused}");
        return answer.Finished!.ExitCode == 0;
    }

    private void DoesNotStart(string why, params string[] arguments)
    {
        string[] user = Libc.EffectiveUser() == UserAccount.Root ? ["--user", "root"] : [];
        var result = Sandbox.Command(
            NativeBinary.Path,
            ["serve", "--listen", "127.0.0.1:0", "--isolation", "landlock", .. user, .. arguments])
            .Run();
        Assert.That(result.Error, Does.Contain($"distplusplus: cannot start: {why}\n"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.BadConfiguration));
    }
}
