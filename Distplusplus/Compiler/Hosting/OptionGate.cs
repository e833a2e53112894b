using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// The host's own judgement of an offer, taking nothing on trust: every option must be in the table or of a safe
/// shape, every path must stay within the job's tree. Its twin on the client is ArgumentClassifier; both read the
/// same table.
/// </summary>
internal static class OptionGate
{
    /// <summary>Null: the job may run.</summary>
    public static GateRefusal? Judge(HostJob job)
        => JudgePaths(job) ?? JudgeOptions(job);

    private static GateRefusal? JudgePaths(HostJob job)
    {
        if (!job.WorkingDirectory.StartsWith('/') || JobPath.Escapes("/", job.WorkingDirectory))
        {
            return Path(job.WorkingDirectory, "is no absolute directory");
        }

        var named = job.Outputs.Select(output => output.Path).Append(job.Output).Append(job.Source)
            .Concat(job.SystemDirectories);
        if (job.Dependencies is { } dependencies)
        {
            named = named.Append(dependencies.File);
        }

        foreach (var path in named)
        {
            // As an argument of its own or as a value: compilers look for both in every word.
            if (ValueShape.IsReadAsOption(path))
            {
                return Path(path, "would be read as an option");
            }

            if (JobPath.Escapes(job.WorkingDirectory, path))
            {
                return Path(path, "leads out of the job's own tree");
            }
        }

        foreach (var directory in job.SystemDirectories)
        {
            if (ValueShape.IsSysrootRelative(directory))
            {
                return Path(directory, "leads out of the job's own tree");
            }
        }

        foreach (var target in job.Dependencies?.Targets ?? [])
        {
            var name = NativeText.Decode(target.Name.Span);
            if (ValueShape.IsReadAsOption(name) || ValueShape.HasControlBytes(name))
            {
                return Option(name, "is no target of a dependency rule");
            }
        }

        return null;
    }

    private static GateRefusal? JudgeOptions(HostJob job)
    {
        foreach (var option in job.Options)
        {
            if (ValueShape.HasControlBytes(option))
            {
                return Option(option, "has control bytes in it");
            }

            // The driver would put the file's content in its place, wherever it stands.
            if (option.StartsWith('@'))
            {
                return Option(option, "names a response file");
            }
        }

        if (job.Native?.Stranger() is { } stranger)
        {
            return Option(stranger, "is not what gcc says of a processor");
        }

        var words = CommandLineReader.Read(job.Options, job.Family);
        foreach (var word in words.Concat(CommandLineReader.Read(job.Native?.Options ?? [], job.Family)))
        {
            var refusal = word switch
            {
                CommandLineWord.Input input => Option(input.Name, "is no option"),
                CommandLineWord.Unknown unknown => Option(unknown.Argument, "is not in the table of options"),
                CommandLineWord.Incomplete incomplete => Option(incomplete.Argument, "lacks its value"),
                CommandLineWord.Option option => JudgeOption(job, option.Parsed),
                _ => null,
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }

        ParsedOption[] options = [.. words.OfType<CommandLineWord.Option>().Select(option => option.Parsed)];
        if (JudgeNative(job, options) is { } unasked)
        {
            return unasked;
        }

        if (OtherAssembler(job, options) is { } assembler)
        {
            return Option(assembler, "calls an assembler that a target or a directory of the job's names");
        }

        return job.Mode == SendMode.Direct && DirectMode.NeedsRoot(
            options, job.Family, job.Source, job.Output, job.CompilerVersion) is { } needing
            ? Refuse(
                RefusalReason.ModeUnsupported, needing,
                $"with {NativeText.ForPeople(needing)} this host's directory would stay in the object; "
                    + "ask for a tree at /")
            : null;
    }

    // clang looks for such an assembler by the target's name and in directories that the job may name: it would find
    // none of the client's, and one of the host's that no fingerprint knows.
    private static string? OtherAssembler(HostJob job, ParsedOption[] options)
        => job.Family == CompilerFamily.Clang
            && Array.Exists(options, option => option.Entry.Name is "-target" or "--target=" or "--gcc-toolchain="
                or "-gcc-toolchain" or "--gcc-install-dir=" or "--gcc-triple=" or "--sysroot" or "--sysroot=")
            ? ForeignTarget.Obstacle(job.Options)
            : null;

    private static GateRefusal? JudgeNative(HostJob job, ParsedOption[] options)
        => job.Native is null ? null
            : !NativeTargetFlags.IsFor(job.Family, job.CompilerTarget)
                ? Malformed("native", "the offer says what native is to gcc for x86, and names another compiler")
            : !Array.Exists(options, NativeTargetFlags.Covers)
                ? Malformed("native", "the offer says what native is, and none of its options asks for that")
            : null;

    private static GateRefusal? JudgeOption(HostJob job, ParsedOption option)
    {
        var entry = option.Entry;
        var written = string.Join(' ', option.Arguments);
        if (entry.Local is { } reason)
        {
            return Refuse(RefusalReason.OptionNotAllowed, written, LocalReasons.Sentence(reason, written));
        }

        if (entry.Side == OptionSide.Command)
        {
            return Option(written, "has a field of its own in an offer");
        }

        if (NativeOption.Is(option)
            && !(job.Native is not null && NativeTargetFlags.Covers(option)
                && NativeTargetFlags.IsFor(job.Family, job.CompilerTarget)))
        {
            return Refuse(
                RefusalReason.OptionNotAllowed, written, LocalReasons.Sentence(LocalReason.NativeProcessor, written));
        }

        if (ValueShape.Objection(option) is { } objection)
        {
            return Refuse(RefusalReason.OptionNotAllowed, written, LocalReasons.Sentence(objection, written));
        }

        if (OutputList.Objection(job.Family, option) is { } unreturned)
        {
            return Refuse(RefusalReason.OptionNotAllowed, written, LocalReasons.Sentence(unreturned, written));
        }

        if (entry.NamesPath)
        {
            return JobPath.Escapes(job.WorkingDirectory, option.Value)
                ? Path(option.Value, "leads out of the job's own tree")
                : null;
        }

        return null;
    }

    private static GateRefusal Option(string culprit, string what)
        => Refuse(RefusalReason.OptionNotAllowed, culprit, $"the option {NativeText.ForPeople(culprit)} {what}");

    private static GateRefusal Path(string culprit, string what)
        => Refuse(RefusalReason.PathNotAllowed, culprit, $"the path {NativeText.ForPeople(culprit)} {what}");

    private static GateRefusal Malformed(string culprit, string sentence)
        => Refuse(RefusalReason.MalformedOffer, culprit, sentence);

    private static GateRefusal Refuse(RefusalReason reason, string culprit, string sentence)
        => new(reason, culprit, sentence);
}
