using System.Collections.Immutable;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// The facts that ArgumentClassifier gathers from one command line. The first objection in the order of the command
/// line is reported; that it is no compile at all precedes any other.
/// </summary>
internal sealed class CommandLineSurvey(CompilerDriver driver, ClassifierContext context)
{
    private readonly ImmutableArray<ParsedOption>.Builder _options = ImmutableArray.CreateBuilder<ParsedOption>();
    private Classification.RunLocally? _objection;
    private string? _notACompile;
    private Classification.RunLocally? _madeHeader;
    private string? _language;
    private bool _languageAfterSource;
    private bool _saysNative;
    private NativeResolution? _native;
    private bool _sawInput;
    private bool _compile;
    private bool _assembly;

    public string? Source { get; private set; }

    public Language Language { get; private set; }

    /// <summary>The value of -o, or null.</summary>
    public string? Output { get; private set; }

    public DependencyOptions Dependencies { get; } = new(driver.Family);

    public void Take(CommandLineWord word)
    {
        switch (word)
        {
            case CommandLineWord.Input input:
                TakeInput(input.Name);
                break;
            case CommandLineWord.Unknown unknown:
                Object(LocalReason.UnknownOption, unknown.Argument);
                break;
            case CommandLineWord.Incomplete incomplete:
                Object(LocalReason.MissingValue, incomplete.Argument);
                break;
            case CommandLineWord.Option { Parsed: var option }:
                TakeOption(option);
                break;
        }
    }

    /// <summary>Null: it may go.</summary>
    public Classification.RunLocally? Conclude()
    {
        if (_notACompile is not null)
        {
            return new Classification.RunLocally(LocalReason.NotACompile, _notACompile);
        }

        if (!_compile && !_assembly)
        {
            return _madeHeader
                ?? new Classification.RunLocally(_sawInput ? LocalReason.Linking : LocalReason.NoSource, "");
        }

        if (Source is null)
        {
            Object(LocalReason.NoSource, "");
        }
        else if (_assembly && Language is Language.Assembler or Language.AssemblerWithCpp)
        {
            Object(LocalReason.NotACompile, $"-S {Source}");
        }

        if (_languageAfterSource)
        {
            Object(LocalReason.DriverWarning, "-x");
        }

        if (_compile && _assembly && driver.Family == CompilerFamily.Clang)
        {
            Object(LocalReason.DriverWarning, "-c -S");
        }

        if (Output is not null)
        {
            CheckOutput(Output);
        }

        if (_saysNative && _objection is null)
        {
            _native = new NativeResolution(driver.Family, context, _options.ToImmutable());
            _objection = _native.Resolve();
        }

        return _objection;
    }

    /// <summary>Only after <see cref="Conclude"/> had no objection.</summary>
    public CompileCommand ToCommand(DependencyRequest? dependencies)
    {
        var stage = _assembly ? Stage.Assembly : Stage.Object;
        var main = Output ?? OutputNames.ImpliedMain(Source!, stage);
        var options = _native?.Options ?? _options.ToImmutable();
        return new CompileCommand(
            driver.Family, Language, stage, Source!, main, options, dependencies,
            OutputList.Of(driver.Family, stage, Source!, Output, main, options, dependencies))
        {
            Native = _native?.Words,
        };
    }

    private void TakeInput(string name)
    {
        _sawInput = true;
        if (name == "-")
        {
            Object(LocalReason.StandardInput, name);
        }
        else if (name.Length == 0)
        {
            Object(LocalReason.MissingValue, name);
        }
        else if (ValueShape.HasControlBytes(name))
        {
            Object(LocalReason.ControlBytes, name);
        }
        else if (Source is not null)
        {
            Object(LocalReason.SeveralSources, name);
        }
        else
        {
            Source = name;
            Language = _language is null or "none"
                ? SourceLanguage.FromSuffix(name, driver, out var reason)
                : SourceLanguage.FromName(_language, out reason);
            if (reason is { } known)
            {
                var culprit = _language is null or "none" ? name : $"-x {_language}";
                _madeHeader = known == LocalReason.PrecompiledHeader
                    ? new Classification.RunLocally(known, culprit)
                    : null;
                Object(known, culprit);
            }
        }
    }

    private void TakeOption(ParsedOption option)
    {
        var written = string.Join(' ', option.Arguments);
        if (option.Entry.Local is { } reason)
        {
            if (reason == LocalReason.NotACompile)
            {
                _notACompile ??= written;
            }

            Object(reason, written);
        }
        else if (option.Arguments.Any(ValueShape.HasControlBytes))
        {
            Object(LocalReason.ControlBytes, written);
        }
        else if (option.Entry.NamesPath && option.Value.Length == 0)
        {
            Object(LocalReason.MissingValue, written);
        }
        else if (NativeOption.Is(option))
        {
            _saysNative = true;
            _options.Add(option);
        }
        else if (option.Entry.Side == OptionSide.Command)
        {
            TakeCommand(option, written);
        }
        else if (Dependencies.TakePreprocessorWords(option))
        {
            _options.Add(option);
        }
        else
        {
            KeepIfShapely(option, written);
        }
    }

    private void TakeCommand(ParsedOption option, string written)
    {
        switch (option.Entry.Name)
        {
            case "-c":
                _compile = true;
                break;
            case "-S":
                _assembly = true;
                break;
            case "-x":
                _languageAfterSource = Source is not null;
                _language = option.Value;
                break;
            case "-o" when Output is not null:
                Object(LocalReason.ConflictingOptions, written);
                break;
            case "-o":
                Output = option.Value;
                break;
            case "--driver-mode=g++" or "--driver-mode=gcc":
                break;
            default:
                Dependencies.Take(option);
                _options.Add(option);
                break;
        }
    }

    private void KeepIfShapely(ParsedOption option, string written)
    {
        var dropped = driver.Family == CompilerFamily.Gcc && option.Entry.Side == OptionSide.Link;
        if (!dropped && ValueShape.Objection(option) is { } objection)
        {
            Object(objection, written);
        }
        else if (OutputList.Objection(driver.Family, option) is { } unreturned)
        {
            Object(unreturned, written);
        }
        else
        {
            _options.Add(option);
        }
    }

    private void CheckOutput(string output)
    {
        if (output == "-")
        {
            Object(LocalReason.StandardOutput, "-o -");
        }
        else if (output.StartsWith("/dev/", StringComparison.Ordinal) || output.EndsWith('/'))
        {
            Object(LocalReason.DeviceOutput, output);
        }
    }

    private void Object(LocalReason reason, string culprit)
        => _objection ??= new Classification.RunLocally(reason, culprit);
}
