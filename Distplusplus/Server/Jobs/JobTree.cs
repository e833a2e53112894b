using System.Collections.Immutable;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Lays the client's files out below ROOT: each path its own file with the client's time. Made for one job. A file of
/// the store is linked at most once, so that two paths never become one file, and only where the job can write nothing:
/// elsewhere it gets a copy.
/// </summary>
/// <param name="written">Directories where the job may write, as "/a/b".</param>
internal sealed class JobTree(string root, ContentStore store, ImmutableArray<string> written)
{
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<(ContentDigest Digest, long ModifiedNs)> _placed = [];
    private readonly Dictionary<ContentDigest, List<JobInput.Named>> _awaited = [];

    /// <summary>Makes everything that is here already.</summary>
    /// <returns>The inputs whose content must come from the client.</returns>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public List<JobInput.Named> LayOut(
        ImmutableArray<JobInput> inputs, ImmutableArray<string> directories, CancellationToken cancel)
    {
        MakeDirectories(inputs, directories, cancel);
        var lacking = new List<JobInput.Named>();
        foreach (var input in inputs)
        {
            cancel.ThrowIfCancellationRequested();
            if (!Place(input))
            {
                lacking.Add((JobInput.Named)input);
            }
        }

        return lacking;
    }

    public string PathOf(JobInput input) => root + input.Path;

    /// <summary>
    /// A content the client sent stands at its place and its digest is right: whoever else waits for it gets a copy.
    /// </summary>
    public void Arrived(JobInput.Named input)
    {
        store.Keep(input.Digest, input.Size, input.ModifiedNs, PathOf(input), MayShare(input));
        if (_awaited.Remove(input.Digest, out var others))
        {
            foreach (var other in others.Where(other => other.Index != input.Index))
            {
                FileCopy.Copy(PathOf(input), PathOf(other), other.ModifiedNs);
            }
        }
    }

    private bool MayShare(JobInput input)
        => !written.Any(place => place.Length <= 1
            || (input.Path.Length > place.Length && input.Path.StartsWith(place, StringComparison.Ordinal)
                && input.Path[place.Length] == '/'));

    private bool Place(JobInput input)
    {
        switch (input)
        {
            case JobInput.Named named:
                return PlaceNamed(named);
            case JobInput.Whole whole:
                PlaceWhole(whole);
                return true;
            case JobInput.Link link:
                NativeFile.SymbolicLink(WithinTree(link), PathOf(link));
                return true;
            default:
                return true;
        }
    }

    // An absolute target means the client's "/"; a relative one is right wherever the tree stands.
    private static string WithinTree(JobInput.Link link)
        => link.Target.StartsWith('/')
            ? string.Concat(Enumerable.Repeat("../", link.Path.Count('/') - 1)) + "." + link.Target
            : link.Target;

    private bool PlaceNamed(JobInput.Named named)
    {
        if (_awaited.TryGetValue(named.Digest, out var others))
        {
            // Asked for once already.
            others.Add(named);
            return true;
        }

        // No two paths of a job may be one file.
        var mayShare = _placed.Add((named.Digest, named.ModifiedNs)) && MayShare(named);
        if (store.TryPlace(named.Digest, named.Size, named.ModifiedNs, PathOf(named), mayShare))
        {
            return true;
        }

        _awaited.Add(named.Digest, [named]);
        return false;
    }

    private void PlaceWhole(JobInput.Whole whole)
    {
        var path = PathOf(whole);
        using (var file = FileCopy.CreateNew(path))
        {
            NativeFile.WriteAll(file, whole.Content.Span, path);
            NativeFile.SetModified(file, whole.ModifiedNs, path);
        }

        var digest = ContentDigest.Of(whole.Content.Span);
        if (_placed.Add((digest, whole.ModifiedNs)))
        {
            store.Keep(digest, whole.Content.Length, whole.ModifiedNs, path, MayShare(whole));
        }
    }

    private void MakeDirectories(
        ImmutableArray<JobInput> inputs, ImmutableArray<string> directories, CancellationToken cancel)
    {
        var inOrder = new List<string>();
        foreach (var input in inputs)
        {
            Want(input is JobInput.Directory ? input.Path : input.Path.AsSpan(0, input.Path.LastIndexOf('/')), inOrder);
        }

        foreach (var directory in directories)
        {
            Want(directory.TrimEnd('/'), inOrder);
        }

        foreach (var directory in inOrder)
        {
            cancel.ThrowIfCancellationRequested();
            NativeFile.MakeDirectory(root + directory);
        }
    }

    private void Want(ReadOnlySpan<char> path, List<string> inOrder)
    {
        if (path.IsEmpty || _directories.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path))
        {
            return;
        }

        Want(path[..path.LastIndexOf('/')], inOrder);
        var directory = path.ToString();
        _directories.Add(directory);
        inOrder.Add(directory);
    }
}
