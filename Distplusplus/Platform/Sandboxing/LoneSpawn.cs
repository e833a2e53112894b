using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// posix_spawn of a program that may run no other, on a thread of its own that has given that up before. The thread
/// does nothing else. Made for one start.
/// </summary>
internal sealed unsafe class LoneSpawn(
    byte* path, void* actions, void* attributes, byte** arguments, byte** environment)
{
    private const int StackBytes = 128 * 1024;
    private const int NoNewPrivileges = 38;

    private readonly byte* _path = path;
    private readonly void* _actions = actions;
    private readonly void* _attributes = attributes;
    private readonly byte** _arguments = arguments;
    private readonly byte** _environment = environment;
    private readonly nint _filter = ExecutionFilter.Build(path);
    private int _process;
    private int _error;

    /// <summary>Blocks until the program runs or cannot.</summary>
    /// <returns>0, or errno.</returns>
    public int Run(out int process)
    {
        var thread = new Thread(Spawn, StackBytes) { IsBackground = true };
        thread.Start();
        thread.Join();
        NativeMemory.Free((void*)_filter);
        process = _process;
        return _error;
    }

    // No allocation here: a collection that begins on this thread could not signal the others.
    private void Spawn()
    {
        _error = Libc.ProcessControl(NoNewPrivileges, 1, 0, 0, 0) != 0 || ExecutionFilter.Enter(_filter) != 0
            ? Marshal.GetLastPInvokeError()
            : 0;
        if (_error == 0)
        {
            int process;
            _error = Libc.SpawnBytes(&process, _path, _actions, _attributes, _arguments, _environment);
            _process = process;
        }
    }
}
