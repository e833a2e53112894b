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
        links = new ManifestLinks();
        if (offer.Inputs.Count > limits.Inputs)
        {
            return Refusal.Limit(
                "inputs", $"the manifest has {offer.Inputs.Count} entries, this host takes {limits.Inputs}");
        }

        return ReadLinks(offer, limits, links) ?? ReadAll(offer, limits, links, out inputs) ?? JudgeMode(offer, inputs);
    }

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
                return Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: the manifest names it twice");
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
            if ((isLink || below) && links.Resolve(path) is null)
            {
                return Refusal.Path(path, "a symbolic link leads out of the tree");
            }

            if (isLink && below)
            {
                return Refusal.Path(path, "it is a link below a link; name it by its real place");
            }

            var place = below ? links.Resolve(path)! : path;
            if (!seen.TryAdd(place, input.KindCase == Input.KindOneofCase.Directory || isLink))
            {
                // The same file reached through a link and by its own name stands there once.
                if (input.KindCase == Input.KindOneofCase.Streamed)
                {
                    return Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: the manifest names it twice");
                }

                continue;
            }

            if (Read(index, input, place) is not { } entry)
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
        return JudgeParents(inputs, seen);
    }

    private static JobInput? Read(int index, Input input, string path) => input.KindCase switch
    {
        Input.KindOneofCase.Sha256 when input.Sha256.Length == ContentDigest.Bytes && input.Size <= long.MaxValue
            => new JobInput.Named(
                index, path, new ContentDigest(input.Sha256.Span), (long)input.Size, input.ModifiedNs),
        Input.KindOneofCase.Content => new JobInput.Whole(index, path, input.Content.Memory, input.ModifiedNs),
        Input.KindOneofCase.LinkTarget => new JobInput.Link(index, path, PathRules.Text(input.LinkTarget)),
        Input.KindOneofCase.Directory => new JobInput.Directory(index, path),
        Input.KindOneofCase.Streamed => new JobInput.Streamed(index, path, input.ModifiedNs),
        _ => null,
    };

    private static Refusal? JudgeParents(ImmutableArray<JobInput> inputs, Dictionary<string, bool> seen)
    {
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        var last = "";
        foreach (var input in inputs)
        {
            var slash = input.Path.LastIndexOf('/');
            if (slash == last.Length && input.Path.AsSpan(0, slash).SequenceEqual(last))
            {
                continue;
            }

            last = input.Path[..slash];
            for (; slash > 0; slash = input.Path.LastIndexOf('/', slash - 1))
            {
                if (lookup.TryGetValue(input.Path.AsSpan(0, slash), out var isDirectory) && !isDirectory)
                {
                    return Refusal.Path(input.Path, "something above it is a file of the manifest");
                }
            }
        }

        return null;
    }

    private static Refusal? JudgeMode(Offer offer, ImmutableArray<JobInput> inputs)
    {
        var streamed = inputs.Count(input => input is JobInput.Streamed);
        return offer.Mode switch
        {
            SendMode.Direct or SendMode.DirectAtRoot when streamed > 0
                => Refusal.Malformed("inputs", "a direct job has a streamed input; only text is streamed"),
            SendMode.TextDirectives or SendMode.TextExpanded when streamed != 1
                => Refusal.Malformed("inputs", $"a text job has {streamed} streamed inputs instead of one"),
            _ when offer.Mode.IsDirect() || offer.Mode.IsText() => null,
            _
                => new Refusal(
                    RefusalReason.ModeUnsupported, $"{(int)offer.Mode}",
                    "this host does not know that way of sending a job"),
        };
    }
}
