namespace Distplusplus.Tests.HouseRules;

/// <summary>A type as its declaration spells it.</summary>
/// <param name="Line">From 0.</param>
internal sealed record TypeDeclaration(string Name, string Kind, string Modifiers, int Line);
