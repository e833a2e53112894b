using System.Collections.Immutable;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Server.Gate;

/// <summary>Where a job writes, and what has to be there for it. Asked by <see cref="RequestGate"/>.</summary>
internal static class JobPaths
{
    /// <summary>Checks the outputs of the job, each at a place of its own inside the tree.</summary>
    /// <returns>Null, or why the offer is refused.</returns>
    public static Refusal? Outputs(
        Offer offer,
        string workingDirectory,
        ImmutableArray<JobInput> inputs,
        ManifestLinks links,
        JobLimits limits,
        out ImmutableArray<OutputFile> outputs)
    {
        outputs = [];
        var read = ImmutableArray.CreateBuilder<OutputFile>(offer.Outputs.Count);
        var places = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in offer.Outputs)
        {
            var path = PathRules.Text(output.Path);
            if (PathRules.TroubleWithAny(output.Path, limits.PathBytes) is { } trouble)
            {
                return Refusal.Path(path, trouble);
            }

            if (path.EndsWith('/') || path is "." or ".." || path.EndsWith("/.", StringComparison.Ordinal)
                || path.EndsWith("/..", StringComparison.Ordinal))
            {
                return Refusal.Path(path, "an output must be a file");
            }

            if (links.Resolve(PathRules.Absolute(workingDirectory, path)) is not { } place)
            {
                return Refusal.Path(path, "the output lies outside the tree");
            }

            if (!places.Add(place))
            {
                return Refusal.Malformed(path, $"{NativeText.ForPeople(path)}: the offer names the output twice");
            }

            read.Add(new OutputFile(output.Kind, path));
        }

        // Inputs may share their content with other jobs: nothing is ever written over them.
        if (inputs.FirstOrDefault(input => places.Contains(input.Path)) is { } both)
        {
            return Refusal.Path(both.Path, "it is an input and an output");
        }

        outputs = read.ToImmutable();
        return null;
    }

    /// <summary>The directories of outputs: where a job may write, and nowhere else in its tree.</summary>
    public static ImmutableArray<string> Written(HostJob job, ManifestLinks links)
        => [.. job.Outputs
            .Select(output => PathRules.Absolute(job.WorkingDirectory, output.Path))
            .Select(absolute => links.Resolve(absolute[..absolute.LastIndexOf('/')])!)
            .Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Directories that must stand: the working directory, those of outputs, those that paths walk through.
    /// </summary>
    public static ImmutableArray<string> Directories(HostJob job, ManifestLinks links)
    {
        var places = new HashSet<string>(Written(job, links), StringComparer.Ordinal)
        {
            links.Resolve(job.WorkingDirectory)!,
        };
        foreach (var path in job.Outputs.Select(output => output.Path).Append(job.Source).Append(job.CurrentDirectory))
        {
            var absolute = PathRules.Absolute(job.WorkingDirectory, path);
            for (var up = absolute.IndexOf("/..", StringComparison.Ordinal);
                up > 0;
                up = absolute.IndexOf("/..", up + 1, StringComparison.Ordinal))
            {
                if (links.Resolve(absolute[..up]) is { } place)
                {
                    places.Add(place);
                }
            }
        }

        return [.. places];
    }
}
