using System.Diagnostics;
using Distplusplus.Protocol;
using Distplusplus.Server.Jobs;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Server;

internal sealed class DependencyFileTests
{
    [TestCase("gcc")]
    [TestCase("clang")]
    public void It_is_the_file_the_compiler_writes_at_home(string compiler)
    {
        using var scratch = new Scratch();
        var random = new Random(7);
        var root = scratch.Path + "/dpp-0123456789abcdef0123456789abcdef/root";
        for (var round = 0; round < 15; round++)
        {
            // The same tree at two places: "home" is a name of a random length, ROOT before it makes the other.
            var home = $"{scratch.Path}/h{new string('x', random.Next(1, 40))}";
            var includes = Enumerable.Range(0, random.Next(1, 12))
                .Select(i => $"n{i}{new string('y', random.Next(30))}{(random.Next(4) == 0 ? " $b#" : "")}.h").ToList();
            foreach (var place in new[] { home, root + home })
            {
                Directory.CreateDirectory(place);
                includes.ForEach(name => File.WriteAllText($"{place}/{name}", ""));
                File.WriteAllText($"{place}/a.c", string.Concat(includes.Select(name => $"#include \"{name}\"\n")));
            }

            string[] options = ["-MMD", "-MP", "-MQ", "some target.o", "-MT", $"{home}/second.o"];
            var plain = Run(compiler, home, [.. options, "-c", $"{home}/a.c", "-o", "a.o", "-MF", "a.d"]);
            var ours = Run(compiler, root + home, [.. options, "-c", $"{root}{home}/a.c", "-o", "a.o", "-MF", "a.d"]);
            Assert.That(ours, Is.Not.EqualTo(plain));
            Assert.That(
                System.Text.Encoding.UTF8.GetString(DependencyFile.WithoutRoot(
                    System.Text.Encoding.UTF8.GetBytes(ours),
                    System.Text.Encoding.UTF8.GetBytes(root),
                    compiler == "gcc" ? CompilerFamily.Gcc : CompilerFamily.Clang)),
                Is.EqualTo(plain));
        }
    }

    private static string Run(string compiler, string directory, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(compiler, arguments) { WorkingDirectory = directory })!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return File.ReadAllText(directory + "/a.d");
    }
}
