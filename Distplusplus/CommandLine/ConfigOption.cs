using System.CommandLine;
using Distplusplus.Configuration;

namespace Distplusplus.CommandLine;

/// <summary><c>--config</c>, the same for every command.</summary>
internal static class ConfigOption
{
    public static Option<string?> Create() => new(ConfigurationFile.FlagName)
    {
        Description = "Read this configuration file instead of the default one",
        HelpName = "FILE",
    };
}
