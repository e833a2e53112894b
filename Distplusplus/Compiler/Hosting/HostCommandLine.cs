using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// The command line, without argv[0], with which a host compiles a job that OptionGate let pass: put together anew
/// from what was read, never a line of the client's. Run in ROOT + working directory.
/// </summary>
internal static class HostCommandLine
{
    /// <param name="root">The job's tree: absolute, without a slash at its end; empty where it is seen as "/".</param>
    public static IReadOnlyList<string> Build(HostJob job, string root)
    {
        var arguments = new List<string>(job.Options.Count + (2 * job.SystemDirectories.Count) + 24);
        if (job.ForeignTarget is { } target)
        {
            // First: one that the client names comes after it and counts.
            arguments.Add(ForeignTarget.Option(target));
        }

        AddRootMap(arguments, job, root);
        AddOptions(arguments, job, root);
        arguments.Add(job.Stage == Stage.Assembly ? "-S" : "-c");
        arguments.Add("-o");
        arguments.Add(JobPath.Below(root, job.Output));
        arguments.Add(JobPath.Below(root, job.Source));
        return arguments;
    }

    // First, because the last one is asked first and a user's own map may begin with this one's. Not as one
    // -ffile-prefix-map for gcc: that would be asked before a user's -fmacro-prefix-map wherever it stands.
    private static void AddRootMap(List<string> arguments, HostJob job, string root)
    {
        if (root.Length == 0)
        {
            return;
        }

        if (job.Family == CompilerFamily.Clang)
        {
            arguments.Add($"-ffile-prefix-map={root}=");
            if (!SourceLanguage.IsPreprocessed(job.Language)
                && ClangFiles.AreMadeReproducible(job.CompilerVersion, OptionsOf(job)))
            {
                arguments.Add("-fno-file-reproducible");
            }
        }
        else
        {
            arguments.Add($"-fdebug-prefix-map={root}=");
            arguments.Add($"-fmacro-prefix-map={root}=");
        }
    }

    private static void AddOptions(List<string> arguments, HostJob job, string root)
    {
        var includes = !SourceLanguage.IsPreprocessed(job.Language);
        var options = OptionsOf(job);
        if (includes && job.HasImplicitInclude && ImplicitlyIncludes(job, options))
        {
            arguments.Add("-include");
            arguments.Add(ImplicitInclude.Name);
        }

        // clang's assembler records the working directory without asking any map.
        var mapsDirectory = job.Language is not (Language.Assembler or Language.AssemblerWithCpp);
        foreach (var option in options)
        {
            if (option.Entry.Value == ValueMeaning.PrefixMap && job.Family == CompilerFamily.Clang && !mapsDirectory)
            {
                arguments.AddRange(option.Arguments);
            }

            if ((option.Entry.Traits & OptionTraits.OnlyFindsDirectories) == 0 || !SourceLanguage.IsCxx(job.Language))
            {
                HostOption.Append(arguments, option, root);
            }
        }

        if (includes)
        {
            AddDirectories(arguments, job, root);
        }

        if (job.Family == CompilerFamily.Clang)
        {
            if (!options.Exists(CompilationDirectory.IsSetBy))
            {
                // Below the root like every other name, so that the user's own maps find it there.
                arguments.Add("-fdebug-compilation-dir");
                arguments.Add(mapsDirectory ? root + job.CurrentDirectory : job.CurrentDirectory);
            }

            arguments.AddRange(Coverage.Arguments(job, options));
        }

        if (job.Dependencies is { } dependencies)
        {
            arguments.AddRange(dependencies.Arguments(JobPath.Below(root, dependencies.File)));
        }

        arguments.Add("-x");
        arguments.Add(SourceLanguage.Name(job.Language));
    }

    private static void AddDirectories(List<string> arguments, HostJob job, string root)
    {
        arguments.Add("-nostdinc");
        foreach (var directory in job.SystemDirectories)
        {
            if (job.Family == CompilerFamily.Clang)
            {
                arguments.Add("-Xclang");
                arguments.Add(HostOption.IsExternC(directory) ? "-internal-externc-isystem" : "-internal-isystem");
                arguments.Add("-Xclang");
            }
            else
            {
                arguments.Add("-isystem");
            }

            arguments.Add(JobPath.Below(root, directory));
        }
    }

    /// <exception cref="ArgumentException">The gate has not let the job pass.</exception>
    public static List<ParsedOption> OptionsOf(HostJob job)
    {
        var options = new List<ParsedOption>(job.Options.Count);
        foreach (var word in CommandLineReader.Read(job.Options, job.Family))
        {
            options.Add(word is CommandLineWord.Option option
                ? option.Parsed
                : throw new ArgumentException("a job that the gate did not pass", nameof(job)));
        }

        return options;
    }

    private static bool ImplicitlyIncludes(HostJob job, List<ParsedOption> options)
    {
        var hosted = job.Family == CompilerFamily.Gcc;
        foreach (var option in options)
        {
            hosted = option.Entry.Name switch
            {
                "-ffreestanding" or "-fno-hosted" or "-nostdinc" => false,
                "-fhosted" or "-fno-freestanding" => job.Family == CompilerFamily.Gcc,
                _ => hosted,
            };
        }

        return hosted;
    }
}
