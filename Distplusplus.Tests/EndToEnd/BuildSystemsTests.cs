using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// autotools, CMake and meson find out the same with us before the compiler as without, whether their probes are
/// distributed or not, and the objects they make are the same with -g.
/// </summary>
internal sealed class BuildSystemsTests : EndToEndFixture
{
    private const string Configure = """
        AC_INIT([tiny], [1])
        AC_CONFIG_HEADERS([config.h])
        AC_PROG_CC
        AC_PROG_CXX
        AC_C_INLINE
        AC_C_BIGENDIAN
        AC_CHECK_HEADERS([unistd.h not_there.h])
        AC_CHECK_FUNCS([mmap no_such_function])
        AC_CHECK_SIZEOF([long])
        AC_CHECK_TYPES([ssize_t, no_such_type])
        AC_CHECK_LIB([m], [cos])
        AC_CONFIG_FILES([Makefile])
        AC_OUTPUT

        """;

    private const string Makefile = """
        tiny: a.o b.o
        	@CXX@ -o $@ a.o b.o @LIBS@
        a.o: a.c config.h
        	@CC@ @CFLAGS@ -c a.c
        b.o: b.cpp config.h
        	@CXX@ @CXXFLAGS@ -c b.cpp

        """;

    private const string CMake = """
        cmake_minimum_required(VERSION 3.16)
        project(tiny C CXX)
        include(CheckIncludeFile)
        include(CheckFunctionExists)
        include(CheckTypeSize)
        include(CheckCXXSourceCompiles)
        include(CheckCCompilerFlag)
        check_include_file(unistd.h HAVE_UNISTD_H)
        check_include_file(not_there.h HAVE_NOT_THERE_H)
        check_function_exists(mmap HAVE_MMAP)
        check_function_exists(no_such_function HAVE_NO_SUCH_FUNCTION)
        check_type_size(long SIZEOF_LONG)
        check_cxx_source_compiles("int main() { return [] { return 0; }(); }" HAVE_LAMBDAS)
        check_cxx_source_compiles("int main() { return nothing; }" HAVE_NOTHING)
        check_c_compiler_flag(-fno-such-flag HAVE_NO_SUCH_FLAG)
        configure_file(config.h.in config.h)
        include_directories(${CMAKE_CURRENT_BINARY_DIR})
        add_executable(tiny a.c b.cpp)

        """;

    private const string CMakeConfig = """
        #cmakedefine HAVE_UNISTD_H
        #cmakedefine HAVE_NOT_THERE_H
        #cmakedefine HAVE_MMAP
        #cmakedefine HAVE_NO_SUCH_FUNCTION
        #define SIZEOF_LONG @SIZEOF_LONG@
        #cmakedefine HAVE_LAMBDAS
        #cmakedefine HAVE_NOTHING
        #cmakedefine HAVE_NO_SUCH_FLAG

        """;

    private const string Meson = """
        project('tiny', 'c', 'cpp', default_options: ['buildtype=debugoptimized'])
        cc = meson.get_compiler('c')
        cxx = meson.get_compiler('cpp')
        found = configuration_data()
        found.set('HAVE_UNISTD_H', cc.has_header('unistd.h'))
        found.set('HAVE_NOT_THERE_H', cc.has_header('not_there.h'))
        found.set('HAVE_MMAP', cc.has_function('mmap'))
        found.set('HAVE_NO_SUCH_FUNCTION', cc.has_function('no_such_function'))
        found.set('SIZEOF_LONG', cc.sizeof('long'))
        found.set('HAVE_NOTHING', cxx.compiles('int main() { return nothing; }'))
        found.set('HAVE_NO_SUCH_FLAG', cc.has_argument('-fno-such-flag'))
        found.set('HAVE_EXTRA', cc.has_argument('-Wextra'))
        found.set('RUNS', cc.run('int main(void) { return 7; }').returncode())
        configure_file(output: 'config.h', configuration: found)
        executable('tiny', 'a.c', 'b.cpp')

        """;

    // CMake's probes know nothing of a launcher.
    [TestCase("autotools", false)]
    [TestCase("autotools", true)]
    [TestCase("cmake", false)]
    [TestCase("meson", false)]
    [TestCase("meson", true)]
    public void A_build_system_finds_and_makes_the_same(string system, bool distributeProbes)
    {
        var (program, files, recipe) = system switch
        {
            "autotools" => (
                "autoheader",
                new[] { ("configure.ac", Configure), ("Makefile.in", Makefile) },
                "autoheader && autoconf && ./configure CC='{0} gcc' CXX='{0} g++' && make -j2"),
            "cmake" => (
                "cmake",
                [("CMakeLists.txt", CMake), ("config.h.in", CMakeConfig)],
                "cmake -S . -B build -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER_LAUNCHER={0}"
                + " -DCMAKE_CXX_COMPILER_LAUNCHER={0} && make -C build -j2"),
            _ => (
                "meson",
                [("meson.build", Meson)],
                "CC='{0} gcc' CXX='{0} g++' meson setup build && ninja -C build -v"),
        };
        Needs.Program(program);
        foreach (var (name, text) in files)
        {
            Sandbox.Write(name, text);
        }

        Sandbox.Write("a.c", "#include \"config.h\"\nint a(void) { return SIZEOF_LONG; }\n");
        Sandbox.Write("b.cpp", "#include <string>\n#include \"config.h\"\nextern \"C\" int a(void);\n"
            + "int main() { return a() - (int)std::string(SIZEOF_LONG, 'x').size(); }\n");
        Client.With("DISTPLUSPLUS_DISTRIBUTE_PROBES", distributeProbes ? "true" : "false");
        var shell = "cp -a \"$0\" ../pristine; ";
        Build(Sandbox.Command("sh", "-c", $"{shell}{recipe.Replace("{0}", "")}", Sandbox.Work));
        var plain = Results();
        Sandbox.Command("sh", "-c", "find . -mindepth 1 -delete; cp -a ../pristine/. .").Run().Succeeded();
        var said = Build(Client.Command("sh", "-c", recipe.Replace("{0}", NativeBinary.Path)));
        Assert.Multiple(() =>
        {
            Assert.That(plain.Names.Count(name => name.EndsWith(".o")), Is.EqualTo(2));
            Assert.That(plain.Names, Has.Some.EndsWith("config.h"));
            Assert.That(Results().DifferenceFrom(plain), Is.Empty);
        });

        // meson keeps what its compilers print to itself: the host is asked.
        Host.WaitForLog(@"a\.c: exit 0");
        Host.WaitForLog(@"b\.cpp: exit 0");
        Assert.That(Host.Log.Contains("conftest") || Host.Log.Contains("testfile") || Host.Log.Contains("CheckInclude"),
            Is.EqualTo(distributeProbes), Host.Log);
        TestContext.Out.WriteLine(string.Join('\n', CompileReport.Of(said).Ours));
    }

    private static CommandResult Build(Command command)
        => (command with { Limit = TimeSpan.FromMinutes(4) }).Run().Succeeded();

    /// <summary>What was found out and what was made of it; the probes' own files are theirs.</summary>
    private DirectorySnapshot Results()
        => DirectorySnapshot.Of(Sandbox.Work).Only(
            name => Path.GetFileName(name) is "config.h" or "a.o" or "b.o" or "a.c.o" or "b.cpp.o");
}
