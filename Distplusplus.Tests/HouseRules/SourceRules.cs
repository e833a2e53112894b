namespace Distplusplus.Tests.HouseRules;

/// <summary>The rules every source file keeps.</summary>
internal static class SourceRules
{
    public static HouseRule[] All =>
    [
        new("Arrows go downwards", Floors.Judge,
            Snippet("Client/A.cs", "using Distplusplus.Server;"),
            Snippet("Server/A.cs", "using Distplusplus.Client.Inputs;"),
            Snippet("Platform/A.cs", "internal sealed class A { Protocol.Offer offer; }"),
            Snippet("Configuration/A.cs", "using static Distplusplus.Compiler.OptionTable;"),
            Snippet("Client/A.cs", "var x = new Server.JobRunner();"),
            Snippet("Cellar/A.cs", "namespace Distplusplus.Cellar;")),
        new("A namespace is its folder", Shape.NamespaceIsFolder,
            Snippet("Client/A.cs", "namespace Distplusplus.Klient;\ninternal sealed class A;"),
            Snippet("Client/Inputs/A.cs", "namespace Distplusplus.Client;\ninternal sealed class A;")),
        new("One type per file, named as the file", Shape.OneTypePerFile,
            Snippet("Client/A.cs", "internal sealed class B\n{\n}"),
            Snippet("Client/A.cs", "internal sealed class A\n{\n}\ninternal enum B\n{\n}"),
            Snippet("Client/A.cs", "internal sealed record A(int X);\ninternal readonly record struct B(int Y);"),
            Snippet("Client/A.cs", "internal delegate void B(int y);")),
        new("Every type says what it is", Shape.EveryTypeSaysWhatItIs,
            Snippet("Client/A.cs", "namespace Distplusplus.Client;\n\ninternal sealed class A\n{\n}"),
            Snippet("Client/A.cs", "/// <remarks>no</remarks>\n[Some]\ninternal enum A\n{\n}")),
        new("Types are internal, classes closed", Shape.ClosedAndInternal,
            Snippet("Client/A.cs", "public sealed class A\n{\n}"),
            Snippet("Client/A.cs", "internal class A\n{\n}"),
            Snippet("Client/A.cs", "internal record A(int X);")),
        new("Lines fit 120 columns", Shape.LinesFit, Snippet("Client/A.cs", new string('x', 121))),
        new("Files fit 400 lines", Shape.FilesFit, Snippet("Client/A.cs", new string('\n', 400))),
        new("The console is the doors' business", BannedWords.ConsoleOutsideTheDoors,
            Snippet("Client/A.cs", "Console.Error.WriteLine(1);"),
            Snippet("Diagnostics/A.cs", "System.Console.Out.Flush();")),
        new("No banned call", BannedWords.Calls,
            Snippet("Client/A.cs", "Thread.Sleep(1);"),
            Snippet("Client/A.cs", "var x = task.Result;"),
            Snippet("Client/A.cs", "task.Wait();"),
            Snippet("Client/A.cs", "var x = AskAsync(host).Result;"),
            Snippet("Client/A.cs", "task.GetAwaiter().GetResult();"),
            Snippet("Client/A.cs", "var x = DateTime.Now;"),
            Snippet("Client/A.cs", "var x = DateTimeOffset.UtcNow;"),
            Snippet("Client/A.cs", "Task.Run(() => Work());"),
            Snippet("Client/A.cs", "async void Work() { }")),
        new("No test judges time", BannedWords.JudgedTime,
            new SourceFile("Distplusplus.Tests/A.cs", "Assert.That(clock.Elapsed, Is.LessThan(limit));"),
            new SourceFile("Distplusplus.Tests/A.cs", "Assert.That(a.ElapsedMilliseconds, Is.LessThan(2_000));"),
            new SourceFile("Distplusplus.Tests/A.cs", "Assert.That(CpuTime(host) / watched, Is.LessThan(0.05));")),
        new("No promise instead of work", BannedWords.Promises,
            Snippet("Client/A.cs", "// TO" + "DO later"),
            Snippet("Client/A.cs", "/* FIX" + "ME */")),
        new("Names say something", BannedWords.EmptyNames,
            Snippet("Client/HostManager.cs", "internal sealed class HostManager\n{\n}"),
            Snippet("Client/PathUtils.cs", "internal static class PathUtils\n{\n}"),
            Snippet("Client/AttemptBase.cs", "internal abstract class AttemptBase\n{\n}")),
    ];

    private static SourceFile Snippet(string path, string text) => new($"Distplusplus/{path}", text);
}
