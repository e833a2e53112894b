using Distplusplus.Platform;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Outputs that stand there before the compile, and that somebody has open: mktemp makes such files, empty and for
/// their owner only. Which of them the compiler writes into, and which it replaces, is the compiler's affair.
/// </summary>
internal sealed class StandingOutputTests : EndToEndFixture
{
    // $1: the mode of what stands there; $2: its content; $3: the outputs; then the compile. Each file is held open,
    // and read afterwards through the old descriptor.
    private const string Script = """
        umask 027
        mode=$1 content=$2 outputs=$3
        shift 3
        for file in $outputs; do printf '%s' "$content" >"$file"; chmod "$mode" "$file"; done
        mkdir seen
        set -- sh -c '
          files=$1; shift; "$@"; status=$?
          descriptor=3
          for file in $files; do cat <&$descriptor >"seen/$file"; descriptor=$((descriptor + 1)); done
          exit $status' sh "$outputs" "$@"
        descriptor=3
        for file in $outputs; do eval "exec $descriptor<$file"; descriptor=$((descriptor + 1)); done
        exec "$@"
        """;

    [TestCase("gcc", "a.o", "-c a.c")]
    [TestCase("gcc", "a.s a.d", "-S -MMD a.c")]
    [TestCase("gcc", "a.o a.d a.su a.ci a.dwo", "-c -g -gsplit-dwarf -MMD -fstack-usage -fcallgraph-info a.c")]
    [TestCase("clang", "a.o", "-c a.c")]
    [TestCase("clang", "a.o", "-fno-integrated-as -c a.c")]
    [TestCase("clang", "a.o", "-fno-integrated-as -fintegrated-as -c a.c")]
    [TestCase("clang", "a.s a.d", "-S -MMD a.c")]
    [TestCase("clang", "a.o a.d a.su a.dwo a.gcno", "-c -g -gsplit-dwarf -MMD -fstack-usage --coverage a.c")]
    [TestCase("clang", "a.o a.dia", "-c --serialize-diagnostics a.dia a.c")]
    [TestCase("clang", "a.o a.opt.yaml", "-c -O2 -fsave-optimization-record a.c")]
    public void They_are_written_into_or_replaced_as_the_compiler_does_it(
        string compiler, string outputs, string arguments)
    {
        Sandbox.Write("a.c", "#include <stddef.h>\nint f(int x) { return x > 3 ? x * 2 : 0; }\n");
        Assert.Multiple(() =>
        {
            foreach (var content in (string[])["", "what was there before"])
            {
                foreach (var mode in (string[])["600", "755", "444"])
                {
                    string[] script = ["-c", Script, "sh", mode, content, outputs];
                    string[] words = arguments.Split(' ');
                    var (differences, through) = Comparison.Differences(
                        Client.Command("/bin/sh", [.. script, compiler, .. words]),
                        Client.Command("/bin/sh", [.. script, NativeBinary.Path, compiler, .. words]));
                    Assert.That(differences, Is.Empty, $"{mode} \"{content}\"");
                    Assert.That(
                        CompileReport.Of(through).At(Host.Address), Is.True, $"{mode} \"{content}\": {through.Error}");
                }
            }
        });
    }

    [Test]
    public void One_is_written_into_where_the_umask_lets_nobody_read()
    {
        Needs.Program("setpriv");
        Sandbox.Write("a.c", "int x;\n");
        var drop = Libc.EffectiveUser() == 0
            ? "exec setpriv --reuid 65534 --regid 65534 --clear-groups "
            : "exec ";
        var prepare = $"umask 0; : >a.s; chmod 777 .. .; umask 444; {drop}";
        var report = Comparison.Same(
            Client.Command("/bin/sh", "-c", $"{prepare}gcc -S a.c"),
            Client.Command("/bin/sh", "-c", $"{prepare}{Reachable()} gcc -S a.c"));
        Assert.That(report.At(Host.Address), Is.True, string.Join('\n', report.Ours));
    }

    [TestCase("-dash")]
    [TestCase("@at")]
    public void One_that_is_named_like_an_option_is_not_offered_to_a_host(string name)
    {
        Sandbox.Write($"{name}.c", "int x;\n");
        var report = Comparison.Same("gcc", "-c", $"./{name}.c");
        Assert.That(report.Ours, Has.One.EndsWith(
            $"compiled locally: output-place: {name}.o would be read as an option on a host's command line"));
    }

    [Test]
    public void One_that_may_not_be_written_is_the_compiler_s_own_error()
    {
        Needs.Program("setpriv");
        Sandbox.Write("a.c", "int x;\n");
        var drop = Libc.EffectiveUser() == 0
            ? "exec setpriv --reuid 65534 --regid 65534 --clear-groups "
            : "exec ";
        var prepare = $"umask 0; : >a.o; chmod 400 a.o; chmod 777 .. .; chown 65534 a.o 2>/dev/null; {drop}";
        Comparison.Same(
            Client.Command("/bin/sh", "-c", $"{prepare}gcc -c a.c"),
            Client.Command("/bin/sh", "-c", $"{prepare}{Reachable()} gcc -c a.c"));
    }
}
