using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Configuration;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client.Local;

/// <summary>The environment of a compile on this machine, for the compile itself and for <c>check</c>.</summary>
internal static class CompilerContext
{
    private const int LongestResponseFile = 16 << 20;

    /// <param name="configuration">Read only when a command line depends on it.</param>
    public static ClassifierContext Of(
        LocalCompiler compiler, CompilerDriver driver, Lazy<ClientConfiguration> configuration) => new()
        {
            ReadFile = ReadResponseFile,
            Environment = NativeEnvironment.Get,
            DistributeProbes = () => configuration.Value.Settings.DistributeProbes,
            ResolveNative = option => InquiryOf(compiler, driver).Find(option),
            FindProcessorWords = widths => InquiryOf(compiler, driver).FindWords(widths),
        };

    private static NativeTargetQuery InquiryOf(LocalCompiler compiler, CompilerDriver driver)
        => new(RuntimeDirectory.Open(NativeEnvironment.Get), compiler, driver.Family);

    private static byte[]? ReadResponseFile(string path)
    {
        if (FileIdentity.IsReadOnce(path))
        {
            return null;
        }

        try
        {
            return NativeFile.ReadAll(path, LongestResponseFile);
        }
        catch (NativeFileException)
        {
            return null;
        }
    }
}
