using System.Collections.Immutable;
using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// The dependency options of one command line and their effect: -MD, -MMD, -MF, -MT, -MQ, -MP for the driver, and the
/// forms for the preprocessor (-Wp,-MMD,.x.o.d as in the Linux kernel's build).
/// </summary>
internal sealed class DependencyOptions(CompilerFamily family)
{
    private readonly ImmutableArray<DependencyTarget>.Builder _targets =
        ImmutableArray.CreateBuilder<DependencyTarget>();

    private string? _first;
    private bool _all;
    private bool _user;
    private bool _phony;
    private string? _file;
    private string? _preprocessorWords;
    private string? _preprocessorForm;
    private bool _preprocessorAll;
    private string? _preprocessorFile;
    private string? _conflict;

    /// <summary>One that the table calls a command and that is no -c, -S, -o or -x.</summary>
    public void Take(ParsedOption option)
    {
        _first ??= string.Join(' ', option.Arguments);
        switch (option.Entry.Name)
        {
            case "-MD":
                _all = true;
                break;
            case "-MMD":
                _user = true;
                break;
            case "-MP":
                _phony = true;
                break;
            case "-MF":
                _conflict ??= _file is null ? null : option.Arguments[0];
                _file = option.Value;
                break;
            case "-MT":
                AddTarget(option, option.Value, quoted: false);
                break;
            case "-MQ":
                AddTarget(option, option.Value, quoted: true);
                break;
        }
    }

    /// <summary>Records the options after -Wp, if they are about dependencies; false if not.</summary>
    public bool TakePreprocessorWords(ParsedOption option)
    {
        if (option.Entry.Name != "-Wp,")
        {
            return false;
        }

        var words = option.Value.Split(',');
        if (!AreDependencyWords(words))
        {
            return false;
        }

        // clang takes the form with a file name alone; anything else means something else to it.
        var written = option.Arguments[0];
        _conflict ??= family == CompilerFamily.Clang && (words.Length > 2 || !NamesFile(words[0])) ? written : null;
        _preprocessorWords ??= written;
        for (var i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "-MP":
                    _phony = true;
                    break;
                case "-MT" or "-MQ":
                    AddTarget(option, words[i + 1], quoted: words[i] == "-MQ");
                    i++;
                    break;
                default:
                    _conflict ??= _preprocessorForm is null ? null : written;
                    _preprocessorForm = written;
                    _preprocessorAll = words[i] == "-MD";
                    _preprocessorFile = words[i + 1];
                    i++;
                    break;
            }
        }

        return true;
    }

    /// <summary>Hosts refuse a name that a compiler could read as an option.</summary>
    private void AddTarget(ParsedOption option, string name, bool quoted)
    {
        _conflict ??= ValueShape.IsReadAsOption(name) ? string.Join(' ', option.Arguments) : null;
        _targets.Add(DependencyRequest.Target(name, quoted));
    }

    private static bool AreDependencyWords(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (NamesFile(words[i]) || words[i] is "-MT" or "-MQ")
            {
                i++;
                if (i == words.Length || words[i].Length == 0)
                {
                    return false;
                }
            }
            else if (words[i] != "-MP")
            {
                return false;
            }
        }

        return true;
    }

    private static bool NamesFile(string word) => word is "-MD" or "-MMD";

    /// <summary>The equivalent of -Wp,-MD,file and similar forms, in an offer's own fields.</summary>
    public static bool IsDependencyForm(ParsedOption option)
        => option.Entry.Name == "-Wp," && option.Value.StartsWith("-M", StringComparison.Ordinal);

    /// <summary>The dependency file to write; null if there is none, unless there is an objection.</summary>
    public DependencyRequest? Resolve(
        string source, string? output, Language language, out Classification.RunLocally? objection)
    {
        objection = null;
        if (_first is null && _preprocessorWords is null)
        {
            return null;
        }

        var byDriver = _all || _user;
        var culprit = _conflict
            ?? (byDriver ? _preprocessorWords : null)
            ?? (!byDriver && _preprocessorForm is null ? _first ?? _preprocessorWords : null)
            ?? (_preprocessorForm is not null && _file is not null ? _preprocessorForm : null)
            ?? (SourceLanguage.IsPreprocessed(language) ? _first ?? _preprocessorWords : null);
        if (culprit is not null)
        {
            objection = new Classification.RunLocally(LocalReason.DependencyForm, culprit);
            return null;
        }

        if (_all && _user && family == CompilerFamily.Clang)
        {
            objection = new Classification.RunLocally(LocalReason.DriverWarning, "-MD -MMD");
            return null;
        }

        var file = _preprocessorFile ?? _file ?? OutputNames.ImpliedDependencies(source, output);
        if (file == "-" || file.StartsWith("/dev/", StringComparison.Ordinal))
        {
            objection = file is "-" or "/dev/stdout" or "/dev/fd/1"
                ? new Classification.RunLocally(LocalReason.StandardOutput, $"-MF {file}")
                : new Classification.RunLocally(LocalReason.DeviceOutput, file);
            return null;
        }

        var pastTheDriver = _preprocessorForm is not null && family == CompilerFamily.Gcc;
        return new DependencyRequest(
            file,
            SystemHeaders: _preprocessorForm is not null ? _preprocessorAll : !_user,
            PhonyTargets: _phony,
            Targets: _targets.Count > 0
                ? _targets.ToImmutable()
                : [DependencyRequest.Target(OutputNames.ImpliedTarget(source, output, pastTheDriver), quoted: true)]);
    }
}
