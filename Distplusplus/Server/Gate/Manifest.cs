using System.Collections.Immutable;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Contents;

namespace Distplusplus.Server.Gate;

/// <summary>
/// Reads the inputs of an offer: every path judged, every link followed, nothing twice, nothing outside.
/// </summary>
internal static class Manifest
{
    /// <returns>Null, or why the offer is refused.</returns>
    public static Refusal? Read(
        Offer offer, JobLimits limits, out ImmutableArray<JobInput> inputs, out ManifestLinks links)
    {
        inputs = [];
        links = new ManifestLinks(limits.WalkedNames);
        if (offer.Inputs.Count > limits.Inputs)
        {
            return Refusal.Limit(
                "inputs", $"the manifest has {offer.Inputs.Count} entries, this host takes {limits.Inputs}");
        }

        if (offer.Inputs.Sum(input => (long)input.Path.Length + input.LinkTarget.Length) > limits.ManifestBytes)
        {
            return TooLong(limits);
        }

        return ReadLinks(offer, limits, links) ?? ReadAll(offer, limits, links, out inputs);
    }

    private static Refusal TooLong(JobLimits limits) => Refusal.Limit(
        "inputs",
        $"the paths of the manifest exceed {limits.ManifestBytes} bytes or, walked through its links, "
            + $"{limits.WalkedNames} names");

    private static Refusal? ReadLinks(Offer offer, JobLimits limits, ManifestLinks links)
    {
        foreach (var input in offer.Inputs)
        {
            if (input.KindCase != Input.KindOneofCase.LinkTarget)
            {
                continue;
            }

            var path = PathRules.Text(input.Path);
            if ((PathRules.TroubleWithNormal(input.Path, limits.PathBytes)
                ?? PathRules.TroubleWithAny(input.LinkTarget, limits.PathBytes)) is { } trouble)
            {
                return Refusal.Path(path, trouble);
            }

            if (!links.Add(path, PathRules.Text(input.LinkTarget)))
            {
                return links.IsExhausted
                    ? TooLong(limits)
                    : Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: the manifest names it twice");
            }
        }

        return null;
    }

    private static Refusal? ReadAll(
        Offer offer, JobLimits limits, ManifestLinks links, out ImmutableArray<JobInput> inputs)
    {
        inputs = [];
        var read = ImmutableArray.CreateBuilder<JobInput>(offer.Inputs.Count);
        var seen = new Dictionary<string, bool>(offer.Inputs.Count, StringComparer.Ordinal);
        var given = new HashSet<string>(offer.Inputs.Count, StringComparer.Ordinal);
        var bytes = 0L;
        for (var index = 0; index < offer.Inputs.Count; index++)
        {
            var input = offer.Inputs[index];
            var path = PathRules.Text(input.Path);
            if (PathRules.TroubleWithNormal(input.Path, limits.PathBytes) is { } trouble)
            {
                return Refusal.Path(path, trouble);
            }

            if (!given.Add(path))
            {
                return Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: the manifest names it twice");
            }

            var isLink = input.KindCase == Input.KindOneofCase.LinkTarget;
            var below = links.IsBelowLink(path);
            var leadsTo = isLink || below ? links.Resolve(path) : path;
            if (leadsTo is null)
            {
                return links.IsExhausted
                    ? TooLong(limits)
                    : Refusal.Path(path, "a symbolic link leads out of the tree");
            }

            if (isLink && below)
            {
                return Refusal.Path(path, "it is a link below a link; name it by its real place");
            }

            var place = isLink ? path : leadsTo;
            if (!seen.TryAdd(place, input.KindCase == Input.KindOneofCase.Directory || isLink))
            {
                // The same file reached through a link and by its own name stands there once.
                continue;
            }

            if (!PathRules.IsTime(input.ModifiedNs))
            {
                return Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: its modification time is out of range");
            }

            if (Read(index, input, place, leadsTo) is not { } entry)
            {
                return Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: the entry has no kind this host knows");
            }

            bytes += entry switch
            {
                JobInput.Named named => named.Size,
                JobInput.Whole whole => whole.Content.Length,
                _ => 0,
            };
            if (bytes > limits.ContentBytes || bytes < 0)
            {
                return Refusal.Limit(path, $"the contents of the job exceed {limits.ContentBytes} bytes");
            }

            read.Add(entry);
        }

        inputs = read.ToImmutable();
        return JudgeParents(inputs, seen, limits);
    }

    private static JobInput? Read(int index, Input input, string path, string leadsTo) => input.KindCase switch
    {
        Input.KindOneofCase.Sha256 when input.Sha256.Length == ContentDigest.Bytes && input.Size <= long.MaxValue
            => new JobInput.Named(
                index, path, new ContentDigest(input.Sha256.Span), (long)input.Size, input.ModifiedNs),
        Input.KindOneofCase.Content => new JobInput.Whole(index, path, input.Content.Memory, input.ModifiedNs),
        Input.KindOneofCase.LinkTarget => new JobInput.Link(index, path, PathRules.Text(input.LinkTarget), leadsTo),
        Input.KindOneofCase.Directory => new JobInput.Directory(index, path),
        _ => null,
    };

    /// <summary>Nothing lies below a file, and the directories that are made for the job have a bound.</summary>
    private static Refusal? JudgeParents(
        ImmutableArray<JobInput> inputs, Dictionary<string, bool> seen, JobLimits limits)
    {
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var judged = known.GetAlternateLookup<ReadOnlySpan<char>>();
        var bytes = 0L;
        foreach (var input in inputs)
        {
            var end = input is JobInput.Directory ? input.Path.Length : input.Path.LastIndexOf('/');
            for (; end > 0; end = input.Path.LastIndexOf('/', end - 1))
            {
                var directory = input.Path.AsSpan(0, end);
                if (judged.Contains(directory))
                {
                    break;
                }

                if (lookup.TryGetValue(directory, out var isDirectory) && !isDirectory)
                {
                    return Refusal.Path(input.Path, "something above it is a file of the manifest");
                }

                bytes += end;
                if (bytes > limits.DirectoryBytes || known.Count == limits.Inputs)
                {
                    return Refusal.Limit(
                        "inputs",
                        $"the job has more than {limits.Inputs} directories, or their names exceed "
                            + $"{limits.DirectoryBytes} bytes");
                }

                judged.Add(directory);
            }
        }

        return null;
    }
}
