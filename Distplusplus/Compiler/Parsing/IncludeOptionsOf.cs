using System.Collections.Immutable;
using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Parsing;

/// <summary>Gathers <see cref="IncludeOptions"/> from a compile.</summary>
internal static class IncludeOptionsOf
{
    extension(CompileCommand command)
    {
        /// <summary>The part of the command line that decides which files the source includes.</summary>
        public IncludeOptions IncludeOptions => Gather(command);
    }

    private static IncludeOptions Gather(CompileCommand command)
    {
        var quote = ImmutableArray.CreateBuilder<string>();
        var angle = ImmutableArray.CreateBuilder<string>();
        var system = ImmutableArray.CreateBuilder<string>();
        var after = ImmutableArray.CreateBuilder<string>();
        var forced = ImmutableArray.CreateBuilder<string>();
        var macros = ImmutableArray.CreateBuilder<string>();
        var directories = ImmutableArray.CreateBuilder<string>();
        foreach (var option in command.Options)
        {
            switch (option.Entry.Name)
            {
                case "-iquote":
                    quote.Add(option.Value);
                    break;
                case "-I":
                    angle.Add(option.Value);
                    break;
                case "-isystem":
                    system.Add(option.Value);
                    break;
                case "-idirafter":
                    after.Add(option.Value);
                    break;
                case "-include" or "-imacros":
                    forced.Add(option.Value);
                    break;
                case "-D":
                    macros.Add(option.Value);
                    break;
                case "-Wp," or "-Xpreprocessor":
                    AddMacros(option.Value, macros);
                    break;
            }

            if ((option.Entry.Traits & OptionTraits.ChangesDirectories) != 0
                || option.Entry.Name is "-std=" or "--std" or "--std=" or "-ansi")
            {
                directories.AddRange(option.Arguments);
            }
        }

        return new IncludeOptions(
            quote.ToImmutable(), angle.ToImmutable(), system.ToImmutable(), after.ToImmutable(),
            forced.ToImmutable(), macros.ToImmutable(), directories.ToImmutable());
    }

    private static void AddMacros(string words, ImmutableArray<string>.Builder macros)
    {
        foreach (var word in words.Split(','))
        {
            if (word.StartsWith("-D", StringComparison.Ordinal))
            {
                macros.Add(word[2..]);
            }
        }
    }
}
