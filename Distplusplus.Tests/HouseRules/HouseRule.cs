namespace Distplusplus.Tests.HouseRules;

/// <summary>
/// One rule about a source file, with snippets that break it: a rule that was never seen to fail is none.
/// </summary>
/// <param name="Name">What holds, as a sentence.</param>
/// <param name="Judge">Each breach as "path:line: what".</param>
/// <param name="Breaches">Files that must be found guilty.</param>
internal sealed record HouseRule(
    string Name, Func<SourceFile, IEnumerable<string>> Judge, params SourceFile[] Breaches)
{
    public override string ToString() => Name;
}
