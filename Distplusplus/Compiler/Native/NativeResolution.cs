using System.Collections.Immutable;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Native;

/// <summary>
/// The options of one command line with "native" resolved: for gcc on x86 they stay and the detected values are sent in
/// addition; otherwise equivalent options replace them. Made by CommandLineSurvey.
/// </summary>
internal sealed class NativeResolution(
    CompilerFamily family, ClassifierContext context, ImmutableArray<ParsedOption> options)
{
    /// <summary>The options to send; unchanged until <see cref="Resolve"/> is called.</summary>
    public ImmutableArray<ParsedOption> Options { get; private set; } = options;

    /// <summary>Null if no option refers to native any more.</summary>
    public NativeTargetFlags? Words { get; private set; }

    /// <returns>Null: what native means can be sent.</returns>
    public Classification.RunLocally? Resolve()
    {
        var natives = Options.Where(NativeOption.Is).ToList();
        if (family == CompilerFamily.Gcc && natives.TrueForAll(NativeTargetFlags.Covers))
        {
            Words = context.FindProcessorWords([.. Options.SelectMany(o => o.Arguments).Where(NativeOption.IsWidth)]);
        }

        if (Words is not null)
        {
            return null;
        }

        if (Options.Any(option => NativeOption.RecordsOrder(option, family)))
        {
            return Unknown(natives[0]);
        }

        var resolved = ImmutableArray.CreateBuilder<ParsedOption>();
        foreach (var option in Options)
        {
            if (!NativeOption.Is(option))
            {
                resolved.Add(option);
            }
            else if (Explicitly(option) is { } said)
            {
                resolved.AddRange(said);
            }
            else
            {
                return Unknown(option);
            }
        }

        Options = resolved.ToImmutable();
        return null;
    }

    /// <returns>Null: it cannot be said, or not in words that may be sent.</returns>
    private List<ParsedOption>? Explicitly(ParsedOption option)
    {
        var said = new List<ParsedOption>();
        foreach (var word in CommandLineReader.Read(context.ResolveNative(option.Arguments[0]) ?? [], family))
        {
            if (word is not CommandLineWord.Option { Parsed: { Entry.Local: null } explicitly }
                || ValueShape.Objection(explicitly) is not null || NativeOption.Is(explicitly))
            {
                return null;
            }

            said.Add(explicitly);
        }

        return said.Count > 0 ? said : null;
    }

    private static Classification.RunLocally Unknown(ParsedOption option)
        => new(LocalReason.NativeProcessor, string.Join(' ', option.Arguments));
}
