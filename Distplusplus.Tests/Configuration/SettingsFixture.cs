using Distplusplus.Configuration;

namespace Distplusplus.Tests.Configuration;

/// <summary>A home and an environment of the test's own, and the settings that are read there.</summary>
internal abstract class SettingsFixture
{
    protected Dictionary<string, string> Variables { get; } = [];

    protected string Root { get; private set; } = "";

    protected string UserFile => Path.Combine(Root, "home/.config/distplusplus/distplusplus.toml");

    [SetUp]
    public void MakeHome()
    {
        Root = Directory.CreateTempSubdirectory("settings").FullName;
        Variables.Clear();
        Variables["HOME"] = Path.Combine(Root, "home");
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(Root, recursive: true);

    protected static IEnumerable<string> Messages(ClientConfiguration client) => client.Problems.Select(p => p.Message);

    protected static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    protected ClientConfiguration Client(string? flag = null)
        => SettingsReader.ForClient(Variables.GetValueOrDefault, flag, Path.Combine(Root, "etc"));

    protected ServerConfiguration Server(params (string Key, string Text)[] flags)
        => SettingsReader.ForServer(
            Variables.GetValueOrDefault, null, flags.ToLookup(flag => flag.Key, flag => flag.Text),
            Path.Combine(Root, "etc"));
}
