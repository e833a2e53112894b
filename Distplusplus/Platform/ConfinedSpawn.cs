namespace Distplusplus.Platform;

/// <summary>
/// posix_spawn on a thread of its own that has shut itself in before: what it starts is born so, and no helper program
/// stands between. The thread does nothing else, for whatever thread it made would be shut in too. Made for one start.
/// </summary>
internal sealed unsafe class ConfinedSpawn(
    Confinement confinement, byte* path, void* actions, void* attributes, byte** arguments, byte** environment)
{
    private const int StackBytes = 128 * 1024;

    private readonly byte* _path = path;
    private readonly void* _actions = actions;
    private readonly void* _attributes = attributes;
    private readonly byte** _arguments = arguments;
    private readonly byte** _environment = environment;
    private int _process;
    private int _error;

    /// <summary>Blocks until the program runs or cannot.</summary>
    /// <returns>0, or errno.</returns>
    public int Run(out int process)
    {
        var thread = new Thread(Spawn, StackBytes) { IsBackground = true };
        thread.Start();
        thread.Join();
        process = _process;
        return _error;
    }

    // No allocation here: a collection that begins on this thread could not signal the others.
    private void Spawn()
    {
        _error = confinement.Enter();
        if (_error == 0)
        {
            int process;
            _error = Libc.SpawnBytes(&process, _path, _actions, _attributes, _arguments, _environment);
            _process = process;
        }
    }
}
