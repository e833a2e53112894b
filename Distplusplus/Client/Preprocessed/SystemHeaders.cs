using Distplusplus.Client.Inputs;
using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// What a lean text must know of the system's headers without reading them in each compile: kept in a memory of its
/// own from one compile to the next. Made by <see cref="CompilerFace"/> when a text is to be lean, lives as long as it.
/// </summary>
/// <param name="memoryPath">The memory's file.</param>
internal sealed class SystemHeaders(string memoryPath, TimeProvider time) : IDisposable
{
    /// <summary>Coarsest clock of a file system: a file changed within it may change again and look the same.</summary>
    private const long GranularityNs = 2_000_000_000;

    private readonly HeaderMemory _memory = new(memoryPath);
    private readonly Dictionary<string, bool> _directories = new(StringComparer.Ordinal);
    private readonly long _startedNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Whether it has a pragma that gcc drops from a text; null: it cannot be read.</summary>
    public bool? HasLostPragma(string name)
    {
        var path = NativeText.Encode(name);
        if (FileIdentity.Of(name) is not { } file)
        {
            return null;
        }

        if (_memory.TryRecall(path, file, out var known))
        {
            return (known.Text.Flags & ScanFlags.LostPragma) != 0;
        }

        if (SourceFile.Read(name) is not { } content)
        {
            return null;
        }

        var isTrap = TextTraps.HasLostPragma(content);
        if (Math.Max(file.ModifiedNs, file.ChangedNs) < _startedNs - GranularityNs && FileIdentity.Of(name) == file)
        {
            var flags = isTrap ? ScanFlags.LostPragma : ScanFlags.None;
            _memory.Learn(path, file, new RememberedFile(default, new ScannedText(default, default, flags)));
        }

        return isTrap;
    }

    /// <summary>
    /// Whether gcc, left to itself, would call it by a shorter name: the real one, which it looks for at the price of
    /// thousands of system calls.
    /// </summary>
    public bool HasShorterName(string name)
    {
        if (name.StartsWith('/') && FileIdentity.Of(name, followLinks: false, out _) is { IsSymbolicLink: false })
        {
            var directory = name[..name.LastIndexOf('/')];
            if (!_directories.TryGetValue(directory, out var isReal))
            {
                isReal = NativeFile.RealPath(directory) == directory;
                _directories.Add(directory, isReal);
            }

            if (isReal)
            {
                return false;
            }
        }

        return NativeFile.RealPath(name) is { } real
            && NativeText.Encode(real).Length < NativeText.Encode(name).Length;
    }

    /// <summary>Keeps what was learned.</summary>
    public void Save() => _memory.Save();

    public void Dispose() => _memory.Dispose();
}
