namespace Distplusplus.Diagnostics.Check;

/// <summary>The result of one trial compile.</summary>
internal abstract record TrialResult(InstalledCompiler Compiler)
{
    /// <summary>The host's object is the one made here.</summary>
    /// <param name="There">How long it took by way of the host, with all that is around it.</param>
    /// <param name="Here">How long it took here.</param>
    public sealed record Same(InstalledCompiler Compiler, TimeSpan There, TimeSpan Here) : TrialResult(Compiler)
    {
        /// <summary>The upload rate of a large source, beyond a small one; null if not measured.</summary>
        public double? BytesPerSecond { get; init; }
    }

    /// <summary>The objects differ.</summary>
    public sealed record Differs(InstalledCompiler Compiler) : TrialResult(Compiler);

    /// <summary>The host did not compile it.</summary>
    /// <param name="Trouble">Why, in the words of a compile.</param>
    public sealed record Failed(InstalledCompiler Compiler, string Trouble) : TrialResult(Compiler);

    /// <summary>The host has no room for any, of whatever compiler.</summary>
    public sealed record NoRoom(InstalledCompiler Compiler) : TrialResult(Compiler);

    /// <summary>The compiler here cannot do it either.</summary>
    /// <param name="Trouble">Its first line.</param>
    public sealed record FailsHere(InstalledCompiler Compiler, string Trouble) : TrialResult(Compiler);
}
