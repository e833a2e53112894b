"""Runs commands and tells what they cost; interleaved, so that what else the machine does hits all alike."""
import collections, os, shutil, statistics, subprocess, time

Cost = collections.namedtuple("Cost", "wall cpu peak text")
here = os.path.dirname(os.path.abspath(__file__))


class Bench:
    def __init__(self, work):
        self.work, self.launch = work, f"{work}/launch"
        subprocess.run(["gcc", "-O2", "-o", self.launch, f"{here}/launch.c"], check=True)

    def run(self, command, env, own_peak=False):
        """Wall and processor milliseconds of the tree, its peak memory in MB, what it said."""
        result, said = f"{self.work}/result", f"{self.work}/said"
        with open(said, "wb") as out:
            status = subprocess.run([self.launch, *(["-m"] if own_peak else []), result, *command], env=env,
                                    cwd=self.work, stdin=subprocess.DEVNULL, stdout=out, stderr=out).returncode
        text = open(said, errors="replace").read()
        if status:
            raise SystemExit(f"bench: {' '.join(command)} ended with {status}:\n{text}")
        wall, cpu, peak = (float(word) for word in open(result).read().split())
        return Cost(wall / 1000, cpu / 1000, peak / 1024, text)

    def compare(self, ways, rounds, warm=2):
        """ways: name → function that gives a Cost. All once, again and again; name → Costs."""
        for _ in range(warm):
            for way in ways.values():
                way()
        seen = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                seen[name].append(way())
        return seen

    def crowd(self, jobs, parallel, command, env):
        """Seconds for command with @ replaced by 0 … jobs-1, so many at once; processor seconds of all."""
        line = f"seq 0 {jobs - 1} | xargs -P {parallel} -I@ {' '.join(command)}"
        cost = self.run(["/bin/sh", "-c", line], env)
        return cost.wall / 1000, cost.cpu / 1000


def median(costs, field="wall"):
    return statistics.median(getattr(cost, field) for cost in costs)


def spread(costs, field="wall"):
    """Half the distance between the quartiles."""
    values = sorted(getattr(cost, field) for cost in costs)
    return (values[(3 * len(values)) // 4] - values[len(values) // 4]) / 2


def stand_ins(work):
    """A directory with compilers that only take time, by all the names somebody may ask for."""
    target = f"{work}/stand-ins"
    os.makedirs(target)
    subprocess.run(["gcc", "-O2", "-o", f"{target}/g++", f"{here}/stand-in.c"], check=True)
    subprocess.run(["gcc", "-O2", "-static", "-DALONE", "-o", f"{target}-static", f"{here}/stand-in.c"], check=True)
    machine = subprocess.run(["gcc", "-dumpmachine"], check=True, capture_output=True, text=True).stdout.strip()
    # distcc asks for a compiler by its machine's name.
    for name in "gcc", f"{machine}-g++", f"{machine}-gcc":
        shutil.copy(f"{target}/g++", f"{target}/{name}")
    return target


UNITS = {
    "tiny.c": "int answer(void) { return 42; }\n",
    "usual.cpp": """
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <thread>
#include <vector>
std::map<std::string, std::regex> table;
int main() { std::thread t([] { std::cout << table.size() << '\\n'; }); t.join(); }
""",
    "boost.cpp": """
#include <boost/asio.hpp>
#include <boost/spirit/include/qi.hpp>
#include <eigen3/Eigen/Dense>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
int main() { fmt::print("{}", nlohmann::json::parse("[1]").dump()); Eigen::Matrix3d m; m.setZero(); return int(m(0)); }
""",
}


def write_units(work, copies):
    past = time.time() - 3600
    for name, text in UNITS.items():
        for path in name, *(f"u{i}.cpp" for i in range(copies) if name == "usual.cpp"):
            with open(f"{work}/{path}", "w") as file:
                file.write(text)
            os.utime(f"{work}/{path}", (past, past))


class Table:
    """Rows of Markdown; printed as they come, kept for the page."""
    def __init__(self, title, *heads):
        self.title, self.lines = title, [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
        print(f"\n{title}", flush=True)

    def row(self, *cells):
        self.lines.append(f"| {' | '.join(cells)} |")
        print(f"  {cells[0]:58}" + "".join(f"{cell:>16}" for cell in cells[1:]), flush=True)

    def note(self, text):
        self.lines += ["", text] if self.lines[-1].startswith("|") else [text]
        print(f"  {text}", flush=True)

    def markdown(self):
        return "\n".join([f"### {self.title}", "", *self.lines, ""])
