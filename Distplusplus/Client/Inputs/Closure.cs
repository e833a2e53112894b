using System.Collections.Immutable;
using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// The closure of one source while it grows: a queue of files to follow, each from the directory it was found in.
/// Made by InputCollector, lives for one collection.
/// </summary>
internal sealed partial class Closure
{
    private const int MostFiles = 60_000;
    private const long SourceTravelsWhole = 256 * 1024;

    private readonly CompileCommand _command;
    private readonly IncludeOptions _options;
    private readonly IReadOnlyList<string> _systemDirectories;
    private readonly bool _assembler;
    private readonly PathTree _tree = new();
    private readonly FileReader _reader;
    private readonly SearchChain _chain;
    private readonly int _workingDirectory;
    private readonly Dictionary<int, InputFile> _files = new(512);
    private readonly HashSet<(ulong Device, ulong Inode)> _inodes = [];
    private readonly HashSet<long> _visited = new(512);
    private readonly NameSet _questions = new();
    private readonly Func<ReadOnlyMemory<byte>, AskedIncludes> _asked;
    private readonly Queue<(int File, int Directory)> _pending = new(512);
    private readonly List<ComputedName> _computed = [];
    private readonly ExpansionMemory? _expansions;
    private CollectedInputs.Unknown? _obstacle;
    private int _source = -1;

    public Closure(
        CompileCommand command,
        IncludeOptions options,
        IReadOnlyList<string> systemDirectories,
        string workingDirectory,
        Func<string, string?> environment,
        HeaderMemory? memory,
        long startedNs,
        Func<ReadOnlyMemory<byte>, AskedIncludes> asked)
    {
        _command = command;
        _options = options;
        _systemDirectories = systemDirectories;
        _assembler = command.Language is Language.Assembler or Language.AssemblerWithCpp;
        _reader = new FileReader(memory, startedNs, _assembler, HasModules());
        _expansions = memory is null || _assembler ? null : new ExpansionMemory(
            memory, NativeText.Encode(string.Join('\n', [workingDirectory, command.Source, .. options.Macros])));
        _asked = asked;
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
    }

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
            return new CollectedInputs.Unknown(DirectObstacle.NoSource, _command.Source);
        }

        _ = _tree.Walk(_workingDirectory, NativeText.Encode(_command.Source), out var holder);
        _source = source;
        Require(source, SourceTravelsWhole);
        Follow(source, holder, mayTakePrecompiled: true);
        foreach (var forced in _options.ForcedIncludes)
        {
            Resolve(DirectiveKind.Include, DirectiveForm.Quote, _workingDirectory, NativeText.Encode(forced), true);
        }

        Resolve(DirectiveKind.Include, DirectiveForm.Angle, holder, "stdc-predef.h"u8, true);
        Drain();
        if (_obstacle is null && _computed.Count > 0)
        {
            ResolveComputed();
        }

        if (_obstacle is null && _tree.Trouble is { } trouble)
        {
            _obstacle = new CollectedInputs.Unknown(trouble, _tree.TroublePath);
        }

        return _obstacle is null ? Manifest(source) : _obstacle;
    }

    private void Drain()
    {
        while (_obstacle is null && _pending.TryDequeue(out var next))
        {
            Follow(next.File, next.Directory, mayTakePrecompiled: false);
        }
    }

    private void Follow(int node, int directory, bool mayTakePrecompiled)
    {
        if (!_files.TryGetValue(node, out var file))
        {
            return;
        }

        var packed = file.Known.Text.Directives.Span;
        while (_obstacle is null && ScannedText.TryRead(ref packed, out var kind, out var form, out var name))
        {
            if (form == DirectiveForm.Computed)
            {
                if (_questions.Add(Question(kind, form, directory), name))
                {
                    _computed.Add(new ComputedName(kind, node, directory, name.ToArray()));
                }
            }
            else
            {
                Resolve(
                    kind, form, kind == DirectiveKind.Line ? _workingDirectory : directory, name, mayTakePrecompiled);
            }
        }
    }

    private static long Question(DirectiveKind kind, DirectiveForm form, int directory)
        => ((long)kind << 40) | ((long)form << 36) | (uint)(form == DirectiveForm.Angle ? 0 : directory);

    /// <summary>Finds what one name means in the place where it stands, and queues it.</summary>
    private void Resolve(
        DirectiveKind kind, DirectiveForm form, int directory, ReadOnlySpan<byte> name, bool mayTakePrecompiled)
    {
        if (name.IsEmpty || !_questions.Add(Question(kind, form, directory), name))
        {
            return;
        }

        if (kind == DirectiveKind.Line)
        {
            Try(kind, directory, name, mayTakePrecompiled);
            return;
        }

        if (name[0] == '/')
        {
            _obstacle ??= new CollectedInputs.Unknown(DirectObstacle.AbsoluteInclude, NativeText.Decode(name));
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
                Stop(DirectObstacle.Unreadable, found);
            }

            return true;
        }

        if (!Require(found, -1) || kind is not (DirectiveKind.Include or DirectiveKind.Next))
        {
            return true;
        }

        Visit(found, holder);

        // gcc looks from where a system header really stands when that name is the shorter one; clang from where it
        // met the file before.
        Visit(found, _tree.Parent(found));
        return true;
    }

    private void Visit(int file, int directory)
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
                Stop(DirectObstacle.PrecompiledHeader, node);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a file into the closure; false when the collection has to stop.</summary>
    private bool Require(int node, long travelsWhole)
    {
        if (_files.ContainsKey(node))
        {
            return true;
        }

        _tree.Need(node);
        if (_tree.Kind(node) == NodeKind.Other)
        {
            _files.Add(node, new InputFile(node, _tree.Identity(node), default, []));
            return true;
        }

        if (_files.Count >= MostFiles)
        {
            return Stop(DirectObstacle.TooMuch, node);
        }

        if (_reader.Take(_tree, node, travelsWhole, out var obstacle) is not { } file)
        {
            return Stop(obstacle, node);
        }

        if (_command.Family == CompilerFamily.Clang && !_inodes.Add((file.Identity.Device, file.Identity.Inode)))
        {
            return Stop(DirectObstacle.HardLinks, node);
        }

        if ((file.Known.Text.Flags & ScanFlags.AssemblerInclude) != 0)
        {
            return Stop(DirectObstacle.AssemblerInclude, node);
        }

        if ((file.Known.Text.Flags & ScanFlags.Modules) != 0 && _reader.SeeksModules)
        {
            return Stop(DirectObstacle.Modules, node);
        }

        _files.Add(node, file);
        return true;
    }

    /// <summary>
    /// Where a line "import x;" is one: clang from C++20 on; gcc needs an option besides, which is an obstacle
    /// itself.
    /// </summary>
    private bool HasModules()
    {
        var standard = _command.Options.LastOrDefault(
            o => o.Arguments[0].StartsWith("-std=", StringComparison.Ordinal));
        return _command.Family == CompilerFamily.Clang
            && standard?.Arguments[0] is { } option
            && option.Contains("++", StringComparison.Ordinal)
            && option[(option.IndexOf("++", StringComparison.Ordinal) + 2)..]
                is not ("98" or "03" or "0x" or "11" or "1y" or "14" or "1z" or "17");
    }

    private bool Stop(DirectObstacle obstacle, int node)
    {
        _obstacle ??= new CollectedInputs.Unknown(obstacle, NativeText.Decode(_tree.Path(node)));
        return false;
    }

    private CollectedInputs.Complete Manifest(int source)
    {
        var implied = _tree.ImpliedDirectories();
        var entries = ImmutableArray.CreateBuilder<InputEntry>(_files.Count + 16);
        entries.Add(Entry(_files[source]));
        for (var node = 1; node < _tree.Count; node++)
        {
            if (!_tree.IsNeeded(node) || node == source)
            {
                continue;
            }

            switch (_tree.Kind(node))
            {
                case NodeKind.Directory when !implied[node]:
                    entries.Add(new InputEntry.Directory(NativeText.Decode(_tree.Path(node))));
                    break;
                case NodeKind.Link:
                    if (_tree.LinkTarget(node) is { } target)
                    {
                        entries.Add(
                            new InputEntry.Link(NativeText.Decode(_tree.Path(node)), NativeText.Decode(target)));
                    }

                    break;
                case NodeKind.File or NodeKind.Other when _files.TryGetValue(node, out var file):
                    entries.Add(Entry(file));
                    break;
            }
        }

        return new CollectedInputs.Complete(entries.DrainToImmutable(), [.. _systemDirectories], _chain.ExtraOptions);
    }

    private InputEntry.File Entry(InputFile file) => new(
        NativeText.Decode(_tree.Path(file.Node)),
        file.Known.Digest,
        file.Content?.Length ?? file.Identity.Size,
        file.Identity.ModifiedNs,
        file.Content);
}
