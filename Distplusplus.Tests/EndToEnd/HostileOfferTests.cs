using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Compiler;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Offers no client of ours would send, to a living host; sources that reach for the host's files.</summary>
internal sealed class HostileOfferTests : EndToEndFixture
{
    private const string Canary = "canary-7f3a91";

    private RawClient _client = null!;

    protected override string[] HostArguments => ["--slots", "4"];

    [SetUp]
    public void Connect() => _client = new RawClient(Host);

    [TearDown]
    public void Disconnect() => _client.Dispose();

    [Test]
    public async Task Every_hostile_command_line_is_refused_with_its_culprit_and_nothing_of_it_happens()
    {
        var rows = CommandLineTable.Rows("hostile.txt").ToList();
        Assert.That(rows, Has.Count.GreaterThanOrEqualTo(60));
        File.Delete("/tmp/canary");
        foreach (var row in rows)
        {
            var answer = await Offer(row.Left).RunAsync(_client.Stubs);
            Assert.That(answer.Refused, Is.Not.Null, row.Text);
            Assert.That(answer.Granted, Is.Null, row.Text);
            Assert.That(answer.Refused!.Sentence, Is.Not.Empty, row.Text);
            var culprit = NativeText.Decode(answer.Refused.Culprit.Span);

            // Bytes no path or option may have are found before the options are read.
            Assert.That(
                culprit == string.Join(' ', row.Right.Skip(1)) || row.Right[^1].Any(char.IsControl)
                    || answer.Refused.Reason is RefusalReason.PathNotAllowed && culprit.Length > 0,
                $"{row.Text}: culprit '{culprit}'");
        }

        TestContext.Out.WriteLine($"{rows.Count} hostile offers, each refused");
        Assert.That("/tmp/canary", Does.Not.Exist);
        Assert.That(Directory.GetDirectories(Host.TemporaryDirectory).SelectMany(Directory.GetFileSystemEntries)
            .Select(path => Path.GetFileName(path)), Has.None.StartsWith("dpp-"));
        AtTheHost("gcc", "-c", Source("good.c"));
    }

    [Test]
    public async Task An_attack_that_works_on_the_plain_compiler_does_nothing_here()
    {
        var canary = Sandbox.Path("canary");
        File.WriteAllText(Sandbox.Path("wrapper"), $"#!/bin/sh\ntouch {canary}\nexec \"$@\"\n");
        File.SetUnixFileMode(Sandbox.Path("wrapper"), (UnixFileMode)Convert.ToInt32("755", 8));
        string[][] attacks =
        [
            ["-wrapper", Sandbox.Path("wrapper")],
            [$"-Wa,-a={canary}"],
            ["-MMD", "-MF", canary],
            ["-aux-info", canary],
            [$"-fdump-tree-original={canary}"],
            [$"-fopt-info-all={canary}", "-O2"],
        ];
        Source("good.c");
        foreach (var attack in attacks)
        {
            Sandbox.Command("gcc", [.. attack, "-c", "good.c"]).Run().Succeeded();
            Assert.That(canary, Does.Exist, $"{attack[0]} is no attack: the test is wrong");
            File.Delete(canary);

            var job = TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n").Option(attack);
            var answer = await job.RunAsync(_client.Stubs);
            Assert.That(answer.Refused?.Reason, Is.EqualTo(RefusalReason.OptionNotAllowed), attack[0]);
            Assert.That(canary, Does.Not.Exist, attack[0]);
        }
    }

    [TestCase(SendMode.Direct)]
    [TestCase(SendMode.DirectAtRoot)]
    public async Task No_source_brings_back_a_file_of_the_host(SendMode mode)
    {
        var secret = Sandbox.Path("secret.h");
        File.WriteAllText(secret, $"const char *stolen = \"{Canary}\";\n");
        var climbing = string.Concat(Enumerable.Repeat("../", 40)) + secret[1..];
        string[] sources =
        [
            $"#include \"{secret}\"\n",
            $"#include <{secret}>\n",
            $"#include \"{climbing}\"\n",
            $"#include_next \"{secret}\"\n",
            $"#import \"{secret}\"\n",
            $"#if __has_include(\"{secret}\")\n#include \"{secret}\"\n#endif\nint x;\n",
            $"#define NAME \"{secret}\"\n#include NAME\n",
            $"#pragma GCC dependency \"{secret}\"\n#include \"/proc/self/root{secret}\"\n",
            $"# 1 \"{secret}\" 1\n#error shown\n",
            $"__asm__(\".data\\n.incbin \\\"{secret}\\\"\\n\");\n",
            $"__asm__(\".data\\n.inc\" \"bin \\\"{climbing}\\\"\\n\");\n",
            $"__asm__(\".include \\\"{secret}\\\"\\n\");\n",
            $"__asm__(\".macro m a\\n.\\\\a \\\"{secret}\\\"\\n.endm\\nm incbin\\n\");\n",
            $"const char stolen[] = {{\n#embed \"{secret}\"\n}};\n",
            "#include \"/p/link/secret.h\"\n",
        ];
        var compiled = 0;
        foreach (var clang in (bool[])[false, true])
        {
            foreach (var source in sources)
            {
                var job = Job(mode, clang, source);
                var answer = await job.RunAsync(_client.Stubs);
                Assert.That(
                    answer.Refused?.Reason,
                    Is.Null.Or.EqualTo(RefusalReason.PathNotAllowed).Or.EqualTo(RefusalReason.RootInOutput), source);
                var seen = $"{answer.Output}{answer.Error}"
                    + System.Text.Encoding.Latin1.GetString(answer.File(0) ?? []);
                Assert.That(seen, Does.Not.Contain(Canary), $"{(clang ? "clang" : "gcc")} {mode}: {source}");
                compiled += answer.Finished is null ? 0 : 1;
            }
        }

        Assert.That(compiled, Is.GreaterThan(20), "hardly any of these reached a compiler");
        Assert.That(Host.Log, Does.Match("isolation  (landlock|bubblewrap)"));
    }

    private static TestJob Job(SendMode mode, bool clang, string source)
    {
        var job = TestJob.Direct("a.c", "/p", clang).Whole("/p/a.c", source).Link("/p/link", "/p/other");
        job.Offer.Mode = mode;
        return job;
    }

    private static TestJob Offer(List<string> words)
    {
        var fields = words.IndexOf("==");
        var job = TestJob.Direct("src/a.c", "/home/me/proj", clang: words[0] == "clang")
            .Whole("/home/me/proj/src/a.c", "int x;\n");
        job.Option([.. words.Skip(Math.Max(fields, 0) + 1)]);
        foreach (var field in words.Take(Math.Max(fields, 0)).Skip(1))
        {
            var value = TestJob.Bytes(field[(field.IndexOf('=') + 1)..]);
            var offer = job.Offer;
            switch (field[..field.IndexOf('=')])
            {
                case "SOURCE":
                    offer.Source = value;
                    break;
                case "OUTPUT":
                    offer.Output = value;
                    break;
                case "DIRECTORY":
                    offer.WorkingDirectory = value;
                    break;
                case "SYSTEM":
                    offer.SystemDirectories.Add(value);
                    break;
                case "WRITES":
                    offer.Outputs.Add(new Output { Path = value, Kind = OutputKind.SplitDwarf });
                    break;
                case "DEPENDENCIES":
                    offer.Dependencies = new DependencyRule { File = value };
                    break;
                case "TARGET":
                    offer.Dependencies = new DependencyRule { File = TestJob.Bytes("a.d") };
                    offer.Dependencies.Targets.Add(new DependencyTarget { Name = value });
                    break;
                case "NATIVE":
                    offer.Compiler.Target = "x86_64-linux-gnu";
                    offer.Native = new NativeProcessor { Architecture = { value } };
                    break;
                case var unknown:
                    throw new ArgumentException(unknown);
            }
        }

        return job;
    }

    private string Source(string name)
    {
        Sandbox.Write(name, "int good(void) { return 1; }\n");
        return name;
    }
}
