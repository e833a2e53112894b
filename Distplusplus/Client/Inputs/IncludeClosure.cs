using Distplusplus.Client.Inputs.Caching;
using Distplusplus.Client.Inputs.Computed;
using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// The closure of one source while it grows: a queue of files to follow, each from the directory it was found in.
/// Made by InputCollector, lives for one collection.
/// </summary>
internal sealed class IncludeClosure
{
    private const long SourceTravelsWhole = 256 * 1024;

    private readonly CompileCommand _command;
    private readonly IncludeOptions _options;
    private readonly bool _isPreprocessed;
    private readonly IReadOnlyList<string> _systemDirectories;
    private readonly PathTree _tree = new();
    private readonly IncludeClosureFiles _files;
    private readonly SearchChain _chain;
    private readonly int _workingDirectory;
    private readonly HashSet<long> _visited = new(512);
    private readonly NameSet _questions = new();
    private readonly Queue<(int File, int Directory)> _pending = new(512);
    private readonly List<ComputedName> _computed = [];
    private readonly ComputedIncludes _computedIncludes;

    public IncludeClosure(
        CompileCommand command,
        IncludeOptions options,
        IReadOnlyList<string> systemDirectories,
        string workingDirectory,
        Func<string, string?> environment,
        HeaderCache? memory,
        long startedNs,
        Func<ReadOnlyMemory<byte>, AskedIncludes> asked)
    {
        _command = command;
        _options = options;
        _isPreprocessed = SourceLanguage.IsPreprocessed(command.Language);
        _systemDirectories = systemDirectories;
        var assembler = command.Language is Language.Assembler or Language.AssemblerWithCpp;
        _files = new IncludeClosureFiles(
            _tree, new FileReader(memory, startedNs, assembler, HasModules(command)),
            isOneFileOnce: command.Family == CompilerFamily.Clang);
        _workingDirectory = _tree.Walk(PathTree.Root, NativeText.Encode(workingDirectory), out _);
        if (_workingDirectory >= 0)
        {
            _tree.Need(_workingDirectory);
            if (environment("PWD") is ['/', ..] named)
            {
                // The compiler records this name when it leads here; so it must lead there too.
                var led = _tree.Walk(PathTree.Root, NativeText.Encode(named), out _);
                if (led >= 0 && _tree.Kind(led) == NodeKind.Directory)
                {
                    _tree.Need(led);
                }
            }
        }

        _chain = SearchChain.Build(
            _tree, Math.Max(_workingDirectory, 0), options, systemDirectories, command.Language, environment);
        _computedIncludes = new ComputedIncludes(
            this, _tree, _files, _chain, _workingDirectory, options.Macros, asked);
    }

    /// <summary>File names from macros, in order of appearance.</summary>
    public IReadOnlyList<ComputedName> Computed => _computed;

    public CollectedInputs Collect()
    {
        if (_chain.Obstacle is { } directory)
        {
            return new CollectedInputs.Unknown(DirectObstacle.Option, directory);
        }

        var source = _workingDirectory < 0
            ? -1
            : _tree.Walk(_workingDirectory, NativeText.Encode(_command.Source), out _);
        if (source < 0 || _tree.Kind(source) != NodeKind.File)
        {
            return new CollectedInputs.Unknown(
                source < 0 && FileIdentity.Of(_command.Source) is null
                    ? DirectObstacle.NoSource
                    : DirectObstacle.Unreadable,
                _command.Source);
        }

        _ = _tree.Walk(_workingDirectory, NativeText.Encode(_command.Source), out var holder);
        _files.Require(source, SourceTravelsWhole);
        Follow(source, holder, mayTakePrecompiled: true);
        foreach (var forced in _options.ForcedIncludes)
        {
            Force(NativeText.Encode(forced));
        }

        if (_command.Family == CompilerFamily.Gcc && !_isPreprocessed && NearerPredefinitions() is { } nearer)
        {
            return new CollectedInputs.Unknown(DirectObstacle.ImplicitInclude, nearer);
        }

        Resolve(DirectiveKind.Include, DirectiveForm.Angle, holder, "stdc-predef.h"u8, true);
        Drain();
        if (_files.Obstacle is null && _computed.Count > 0)
        {
            _computedIncludes.Resolve(source);
        }

        if (_tree.Trouble is { } trouble)
        {
            _files.Stop(trouble, _tree.TroublePath);
        }

        return _files.Obstacle is { } obstacle
            ? obstacle
            : _files.Manifest(source, _systemDirectories, _chain.ExtraOptions);
    }

    // A host can name the header that gcc includes by itself only by -include, which looks in these places first.
    private string? NearerPredefinitions()
    {
        foreach (var directory in (ReadOnlySpan<int>)[_workingDirectory, .. _chain.Directories[.._chain.AngleStart]])
        {
            if (_tree.Walk(directory, "stdc-predef.h"u8, out _) is >= 0 and var node)
            {
                return NativeText.Decode(_tree.Path(node));
            }
        }

        return null;
    }

    // The option is the host's to write: an absolute name stands below its root there.
    private void Force(byte[] name)
    {
        if (name is [(byte)'/', ..])
        {
            FromRoot(DirectiveKind.Include, name, mayTakePrecompiled: true);
        }
        else
        {
            Resolve(DirectiveKind.Include, DirectiveForm.Quote, _workingDirectory, name, mayTakePrecompiled: true);
        }
    }

    /// <summary>Follows what is queued, until nothing is.</summary>
    public void Drain()
    {
        while (_files.Obstacle is null && _pending.TryDequeue(out var next))
        {
            Follow(next.File, next.Directory, mayTakePrecompiled: false);
        }
    }

    private void Follow(int node, int directory, bool mayTakePrecompiled)
    {
        if (_files.Of(node) is not { } file)
        {
            return;
        }

        var packed = file.Known.Text.Directives.Span;
        while (_files.Obstacle is null && ScannedText.TryRead(ref packed, out var kind, out var form, out var name))
        {
            if (kind == DirectiveKind.Define)
            {
                continue;
            }

            if (_isPreprocessed && kind < DirectiveKind.Line)
            {
                // gcc takes no such line of it for a directive, clang does.
                if (_command.Family == CompilerFamily.Clang && _command.Language != Language.Assembler)
                {
                    _files.Stop(DirectObstacle.ComputedInclude, node);
                }
            }
            else if (form == DirectiveForm.Computed)
            {
                if (_questions.Add(Question(kind, form, directory), name))
                {
                    _computed.Add(new ComputedName(kind, node, directory, name.ToArray()));
                }
            }
            else
            {
                Resolve(
                    kind, form, kind >= DirectiveKind.Line ? _workingDirectory : directory, name, mayTakePrecompiled);
            }
        }
    }

    private static long Question(DirectiveKind kind, DirectiveForm form, int directory)
        => ((long)kind << 40) | ((long)form << 36) | (uint)(form == DirectiveForm.Angle ? 0 : directory);

    /// <summary>Resolves one name where it is used, and queues the file.</summary>
    public void Resolve(
        DirectiveKind kind, DirectiveForm form, int directory, ReadOnlySpan<byte> name, bool mayTakePrecompiled)
    {
        if (name.IsEmpty || !_questions.Add(Question(kind, form, directory), name))
        {
            return;
        }

        if (kind == DirectiveKind.Line)
        {
            // gcc quotes lines of the file, wherever it is said to stand.
            if (Try(kind, directory, name, mayTakePrecompiled) && name[0] == '/'
                && _command.Family == CompilerFamily.Gcc)
            {
                _files.NamesAbsolute ??= NativeText.Decode(name);
            }

            return;
        }

        if (kind is DirectiveKind.Assembly or DirectiveKind.Binary && name[0] != '/')
        {
            Assemble(kind, name);
            return;
        }

        if (name[0] == '/')
        {
            _files.NamesAbsolute ??= NativeText.Decode(name);
            FromRoot(kind, name, mayTakePrecompiled);
            return;
        }

        var all = kind is DirectiveKind.Next or DirectiveKind.ExistsNext;
        if (form == DirectiveForm.Quote && Try(kind, directory, name, mayTakePrecompiled) && !all)
        {
            return;
        }

        // gcc goes on behind the directory of the including file, be it one that brackets do not search.
        var directories = _chain.Directories;
        for (var i = form == DirectiveForm.Angle && !all ? _chain.AngleStart : 0; i < directories.Length; i++)
        {
            if (Try(kind, directories[i], name, mayTakePrecompiled) && !all)
            {
                return;
            }
        }
    }

    // The first that is there counts; one more does no harm.
    private void Assemble(DirectiveKind kind, ReadOnlySpan<byte> name)
    {
        Try(kind, _workingDirectory, name, mayTakePrecompiled: false);
        foreach (var directory in _chain.Directories)
        {
            Try(kind, directory, name, mayTakePrecompiled: false);
        }
    }

    // A pipe's name leads out of every tree.
    private void FromRoot(DirectiveKind kind, ReadOnlySpan<byte> name, bool mayTakePrecompiled)
    {
        var path = NativeText.Decode(name);
        if (FileIdentity.IsReadOnce(path))
        {
            _files.Stop(DirectObstacle.Unreadable, path);
            return;
        }

        Try(kind, PathTree.Root, name, mayTakePrecompiled);
    }

    /// <returns>Whether the search ends here.</returns>
    private bool Try(DirectiveKind kind, int directory, ReadOnlySpan<byte> name, bool mayTakePrecompiled)
    {
        var found = _tree.Walk(directory, name, out var holder);
        if (mayTakePrecompiled && kind == DirectiveKind.Include && HasPrecompiled(directory, name))
        {
            return true;
        }

        if (found < 0 || _tree.Kind(found) == NodeKind.Directory)
        {
            return false;
        }

        if (_tree.Kind(found) != NodeKind.File && !_tree.Path(found).SequenceEqual("/dev/null"u8))
        {
            if (kind != DirectiveKind.Line)
            {
                _files.Stop(DirectObstacle.Unreadable, found);
            }

            return true;
        }

        if (!_files.Require(found, -1) || kind is not (DirectiveKind.Include or DirectiveKind.Next
            or DirectiveKind.Assembly))
        {
            return true;
        }

        Visit(found, holder);

        // gcc looks from where a system header really stands when that name is the shorter one; clang from where it
        // met the file before.
        Visit(found, _tree.Parent(found));
        return true;
    }

    /// <summary>Queues a file, to be followed as one that was found in this directory.</summary>
    public void Visit(int file, int directory)
    {
        if (_visited.Add(((long)file << 32) | (uint)directory))
        {
            _pending.Enqueue((file, directory));
        }
    }

    private bool HasPrecompiled(int directory, ReadOnlySpan<byte> name)
    {
        foreach (var suffix in (ReadOnlySpan<string>)[".gch", ".pch"])
        {
            byte[] precompiled = [.. name, .. System.Text.Encoding.ASCII.GetBytes(suffix)];
            if (_tree.Walk(directory, precompiled, out _) is >= 0 and var node)
            {
                _files.Stop(DirectObstacle.PrecompiledHeader, node);
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where a line "import x;" is one: clang from C++20 on; gcc needs an option besides, which is an obstacle itself.
    /// </summary>
    private static bool HasModules(CompileCommand command)
    {
        var standard = command.Options.LastOrDefault(
            o => o.Arguments[0].StartsWith("-std=", StringComparison.Ordinal));
        return command.Family == CompilerFamily.Clang
            && standard?.Arguments[0] is { } option
            && option.Contains("++", StringComparison.Ordinal)
            && option[(option.IndexOf("++", StringComparison.Ordinal) + 2)..]
                is not ("98" or "03" or "0x" or "11" or "1y" or "14" or "1z" or "17");
    }
}
