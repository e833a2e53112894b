using System.Diagnostics;
using Distplusplus.Compiler.Identity;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Compiler;

/// <summary>Runs an installed compiler in the C locale.</summary>
internal static class RealCompiler
{
    public static bool IsInstalled(string name)
        => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists($"{directory}/{name}"));

    public static ProbeResult Run(
        string compiler, IReadOnlyList<string> arguments, string? directory = null, string input = "")
    {
        var start = new ProcessStartInfo(compiler, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "/",
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PWD"] = directory ?? "/";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProbeResult(process.ExitCode, output, error.Result);
    }
}
