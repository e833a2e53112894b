using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The headers people have: Boost, Eigen, nlohmann-json, fmt, the whole standard library, the C library.</summary>
internal sealed class DirectCorpusTests : DirectFixture
{
    private static readonly (string Name, string Witness, string Text)[] _units =
    [
        ("boost.cpp", "/usr/include/boost/algorithm/string.hpp", """
            #include <boost/algorithm/string.hpp>
            #include <boost/mpl/vector.hpp>
            #include <boost/optional.hpp>
            boost::optional<std::string> f(std::string s) { boost::algorithm::trim(s); return s; }
            """),
        ("eigen.cpp", "/usr/include/eigen3/Eigen/Core", """
            #include <eigen3/Eigen/Core>
            double f() { Eigen::Matrix2d m; m.setIdentity(); return (m + m).sum(); }
            """),
        ("json.cpp", "/usr/include/nlohmann/json_fwd.hpp", """
            #include <nlohmann/json_fwd.hpp>
            #include <nlohmann/json.hpp>
            nlohmann::json *f() { return nullptr; }
            """),
        ("fmt.cpp", "/usr/include/fmt/format.h", """
            #include <fmt/format.h>
            std::string f(int n) { return fmt::format("{}", n); }
            """),
        ("std.cpp", "/usr/include/stdio.h", """
            #include <future>
            #include <iostream>
            #include <map>
            #include <random>
            #include <regex>
            #include <thread>
            std::map<int, std::future<int>> m;
            """),
        ("glibc.c", "/usr/include/stdio.h", """
            #define _GNU_SOURCE
            #include <arpa/inet.h>
            #include <pthread.h>
            #include <stdio.h>
            #include <sys/epoll.h>
            #include <tgmath.h>
            #include <unistd.h>
            int main(void) { struct in_addr a = {htonl(1)}; printf("%s %f\n", inet_ntoa(a), sqrt(2.0f)); return getpid(); }
            """),
    ];

    [TestCase("gcc", "-g -O1 -MD")]
    [TestCase("clang", "-g -O1 -MD")]
    public void Every_unit_is_the_same(string compiler, string options)
    {
        Assert.Multiple(() =>
        {
            foreach (var (name, witness, text) in _units.Where(unit => File.Exists(unit.Witness)))
            {
                Sandbox.Write(name, text + "\n");
                Direct(name.EndsWith(".cpp", StringComparison.Ordinal) ? compiler.Replace("gcc", "g++").Replace("clang", "clang++") : compiler,
                    [.. options.Split(' '), "-c", name]);
            }
        });
        TestContext.Out.WriteLine(string.Join(", ", _units.Where(unit => !File.Exists(unit.Witness)).Select(unit => $"left out: {unit.Name}")));
    }
}
