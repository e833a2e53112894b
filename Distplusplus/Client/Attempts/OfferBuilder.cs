using Distplusplus.Client.Inputs;
using Distplusplus.Client.Local;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;
using Google.Protobuf;

namespace Distplusplus.Client.Attempts;

/// <summary>Step 5: turns a plan into the <see cref="Job"/> that hosts are shown.</summary>
internal sealed class OfferBuilder(LocalCompiler compiler, CompilePlan.Direct plan, string softwareVersion)
{
    private readonly CompileCommand _command = plan.Command;
    private readonly Fingerprint _fingerprint = plan.Fingerprint;

    /// <summary>The environment variables that affect a compiler: messages, times, colours, names.</summary>
    private static readonly string[] EnvironmentNames =
    [
        "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "SOURCE_DATE_EPOCH", "PWD",
        "GCC_COLORS", "GCC_URLS", "TERM", "CLICOLOR_FORCE", "NO_COLOR",
    ];

    /// <summary>The source and all it may include, by digest.</summary>
    /// <param name="mode">One of the direct ones.</param>
    public Job Direct(SendMode mode, CollectedInputs.Complete inputs, ContentEncoder encoder)
    {
        var offer = NewOffer(
            mode, OfferedOptions.Of(_command, inputs.ExtraOptions, inputs.SystemDirectories));
        offer.Inputs.AddRange(inputs.Entries.Select(InputOf));
        offer.SystemDirectories.AddRange(inputs.SystemDirectories.Select(BytesOf));
        if (_command.Dependencies is { } dependencies)
        {
            offer.Dependencies = RuleOf(dependencies);
        }

        return new Job
        {
            Offer = offer,
            Outputs = _command.Outputs,
            OpenContent = index => inputs.Entries[index] is InputEntry.File file
                && InputCollector.ReadContent(file) is { } content
                    ? encoder.Encode(content)
                    : null,
        };
    }

    private Offer NewOffer(SendMode mode, IEnumerable<string> options)
    {
        var offer = new Offer
        {
            Version = new ProtocolVersion { Major = 1, Minor = 0 },
            TraceId = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
            Client = new ClientIdentity
            {
                Software = softwareVersion,
                Machine = Environment.MachineName,
                User = NativeText.ForPeople(NativeEnvironment.Get("USER") is { Length: > 0 } user
                    ? user
                    : UserAccount.NameInFile(Libc.EffectiveUser())),
            },
            Compiler = new CompilerFingerprint
            {
                Family = _fingerprint.Family,
                Version = _fingerprint.Version,
                Target = _fingerprint.Target,
                Digest = ByteString.CopyFrom(Convert.FromHexString(_fingerprint.Digest)),
            },
            Language = _command.Language,
            Stage = _command.Stage,
            Mode = mode,
            WorkingDirectory = BytesOf(plan.WorkingDirectory),
            Driver = NativeText.ForPeople(compiler.BaseName),
            Source = BytesOf(_command.Source),
            Output = BytesOf(_command.Output),
        };
        offer.Options.AddRange(options.Select(BytesOf));
        if (_command.Native is { } native)
        {
            offer.Native = new NativeProcessor();
            offer.Native.Architecture.AddRange(native.Architecture.Select(BytesOf));
            offer.Native.Tuning.AddRange(native.Tuning.Select(BytesOf));
        }

        if (Libc.IsTerminal(StandardStreams.Error) == 1)
        {
            offer.Options.AddRange(
                TerminalColours.Options(_command, _fingerprint.Version, NativeEnvironment.Get).Select(BytesOf));
        }

        offer.Outputs.AddRange(_command.Outputs.Select(o => new Output { Kind = o.Kind, Path = BytesOf(o.Path) }));
        offer.AcceptedEncodings.Add(Encoding.Zstd);
        foreach (var name in EnvironmentNames)
        {
            if (NativeEnvironment.Get(name) is { } value
                && (name != "PWD" || NamesWorkingDirectory(value)))
            {
                offer.Environment.Add(new EnvironmentVariable { Name = name, Value = BytesOf(value) });
            }
        }

        return offer;
    }

    /// <summary>Checks $PWD, because make -C and similar leave that of another directory.</summary>
    private static bool NamesWorkingDirectory(string name)
        => name.StartsWith('/') && FileIdentity.Of(name) is { } named
            && FileIdentity.Of(".") is { } here && named.IsSameFileAs(here);

    private static Input InputOf(InputEntry entry) => entry switch
    {
        InputEntry.File { Content: { } content } file => new Input
        {
            Path = BytesOf(file.Path),
            Content = UnsafeByteOperations.UnsafeWrap(content),
            ModifiedNs = file.ModifiedNs,
        },
        InputEntry.File file => new Input
        {
            Path = BytesOf(file.Path),
            Sha256 = UnsafeByteOperations.UnsafeWrap(file.Digest),
            Size = (ulong)file.Size,
            ModifiedNs = file.ModifiedNs,
        },
        InputEntry.Link link => new Input { Path = BytesOf(link.Path), LinkTarget = BytesOf(link.Target) },
        InputEntry.Directory directory => new Input { Path = BytesOf(directory.Path), Directory = true },
        _ => throw new InvalidOperationException("an input nobody knows"),
    };

    private static DependencyRule RuleOf(DependencyRequest request)
    {
        var rule = new DependencyRule
        {
            File = BytesOf(request.File),
            SystemHeaders = request.SystemHeaders,
            PhonyTargets = request.PhonyTargets,
        };
        rule.Targets.AddRange(request.Targets);
        return rule;
    }

    private static ByteString BytesOf(string text) => UnsafeByteOperations.UnsafeWrap(NativeText.Encode(text));
}
