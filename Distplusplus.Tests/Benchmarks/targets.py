"""The promises in figures: what a job costs the client and the host, as ratios to distcc in the same run."""
import glob, os, re, shutil, subprocess, time
from sides import Farm
from measure import Table, median, spread


def verdict(ratio, goal, more_is_better=False):
    if ratio is None or goal is None:
        return "-"
    met = ratio >= goal if more_is_better else ratio <= goal
    return f"{'≥' if more_is_better else '≤'} {goal:.2f} {'met' if met else 'MISSED'}"


class Targets:
    def __init__(self, bench, binary, compilers, rounds):
        self.bench, self.binary, self.compilers, self.rounds = bench, binary, compilers, rounds
        self.table = Table("What a job costs", "median ± half the quartiles' distance", "ours", "distcc", "icecream",
                           "ours to distcc", "goal")

    def all(self):
        farm = Farm(self.binary, self.bench.work, None, name="real", slots=8)
        try:
            self.pass_through(farm)
            self.tiny(farm)
        finally:
            farm.close()
        farm = Farm(self.binary, self.bench.work, self.compilers, name="usual")
        try:
            self.usual(farm)
            self.memory(farm)
            self.host(farm)
        finally:
            farm.close()
        farm = Farm(self.binary, self.bench.work, self.compilers, ms=200, slots=100, name="crowd")
        try:
            self.crowd(farm)
            self.held(farm)
        finally:
            farm.close()
        return self.table

    def ways(self, farm, *compile_):
        """Every client with this compile."""
        ways = {"ours": lambda: self.bench.run([self.binary, *compile_], farm.clients["ours"])}
        for client in "distcc", "icecream":
            if client in farm.clients:
                ways[client] = lambda c=client: self.bench.run(
                    ["icecc" if c == "icecream" else c, *compile_], farm.clients[c])
        return ways

    def row(self, what, seen, ours, field, unit, goal, base=None):
        def value(name):
            return median(seen[name], field) - (median(base, field) if base else 0) if name in seen else None
        def cell(name):
            return "-" if value(name) is None else f"{value(name):.1f} ± {spread(seen[name], field):.1f} {unit}"
        ratio = value(ours) / value("distcc") if value("distcc") else None
        self.table.row(what, cell(ours), cell("distcc"), cell("icecream"), f"{ratio:.2f}×" if ratio else "-",
                       verdict(ratio, goal))

    def pass_through(self, farm):
        work, plain = self.bench.work, farm.environment()
        subprocess.run(["gcc", "-c", "tiny.c", "-o", "linked.o"], cwd=work, check=True)
        for what, line in (("--version", ["gcc", "--version"]), ("-E", ["gcc", "-E", "tiny.c", "-o", "tiny.i"]),
                           ("a link", ["gcc", "-shared", "linked.o", "-o", "linked.so"])):
            ways = self.ways(farm, *line)
            ways.pop("icecream", None)
            seen = self.bench.compare({"plain": lambda: self.bench.run(line, plain), **ways}, self.rounds)
            self.row(f"wall added to `{' '.join(line[:2]) if what != 'a link' else 'gcc x.o -o x'}`", seen, "ours",
                     "wall", "ms", 1.0, seen["plain"])

    def tiny(self, farm):
        line, plain = ["gcc", "-O2", "-c", "tiny.c", "-o", "tiny.o"], farm.environment()
        farm.start_secure()
        ways = {"plain": lambda: self.bench.run(line, plain), **self.ways(farm, *line)}
        if "ours, TLS" in farm.clients:
            ways["secure"] = lambda: self.bench.run([self.binary, *line], farm.clients["ours, TLS"])
        seen = self.bench.compare(ways, self.rounds)
        self.row("wall added to a tiny compile", seen, "ours", "wall", "ms", 0.75, seen["plain"])
        if "secure" in seen:
            self.row("…, TLS with certificates of both sides", seen, "secure", "wall", "ms", 1.5, seen["plain"])
        self.row("client's CPU of a tiny compile", seen, "ours", "cpu", "ms", None)

    def usual(self, farm):
        line = ["g++", "-O2", "-g", "-c", "usual.cpp", "-o", "usual.o"]
        ways = self.ways(farm, *line)
        ways["forgotten"] = lambda: (self.forget(farm), ways["ours"]())[1]
        seen = self.bench.compare(ways, max(self.rounds // 2, 5))
        self.row("client's CPU of a usual C++ unit", seen, "ours", "cpu", "ms", 0.22)
        self.row("…, nothing remembered of its headers", seen, "forgotten", "cpu", "ms", None)
        if farm.netns:
            self.wire(farm, ways)
        if os.path.exists("/usr/include/boost/asio.hpp"):
            line[4:] = ["boost.cpp", "-o", "boost.o"]
            ways = self.ways(farm, *line)
            ways.pop("icecream", None)
            seen = self.bench.compare(ways, 3)
            self.row("client's CPU of a Boost unit", seen, "ours", "cpu", "ms", None)

    def forget(self, farm):
        for path in glob.glob(f"{farm.work}/cache/distplusplus/headers*"):
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

    def wire(self, farm, ways):
        seen = {}
        for way in "ours", "distcc", "icecream":
            if way in ways:
                before = farm.bytes()
                ways[way]()
                time.sleep(0.2)
                seen[way] = sum(farm.bytes()) - sum(before)
        def kilo(way):
            return f"{seen[way] / 1000:.0f} kB" if way in seen else "-"
        self.table.row("bytes on the wire of that unit", kilo("ours"), kilo("distcc"), kilo("icecream"),
                       f"{seen['ours'] / seen['distcc']:.2f}×" if "distcc" in seen else "-", "-")

    def memory(self, farm):
        line, ours = ["g++", "-O2", "-g", "-c", "usual.cpp", "-o", "usual.o"], farm.clients["ours"]
        preprocess = ["/bin/sh", "-c", "g++ -O2 -g -E usual.cpp >/dev/null"]
        base = self.bench.run(preprocess, farm.environment()).peak
        peak = self.bench.run([self.binary, *line], ours, own_peak=True).peak
        theirs = self.bench.run(["distcc", *line], farm.clients["distcc"], own_peak=True).peak \
            if "distcc" in farm.clients else None
        self.table.row(f"client's own peak memory (the preprocessor's: {base:.0f} MB)", f"{peak:.0f} MB",
                       f"{theirs:.0f} MB" if theirs else "-", "-", f"{peak / base:.2f}× of the preprocessor's",
                       verdict(peak / base, 2.0))

    def crowd(self, farm):
        jobs, parallel = 96, 64
        rates = {}
        ways = {"ours": ([self.binary, "g++"], farm.clients["ours"])}
        for client, word in ("distcc", "distcc"), ("icecream", "icecc"):
            if client in farm.clients:
                ways[client] = ([word, "g++"], farm.clients[client])
        for way, (words, env) in ways.items():
            self.bench.run([*words, "-O2", "-c", "usual.cpp", "-o", "u.o"], env)
        for _ in range(3):
            for way, (words, env) in ways.items():
                wall, _ = self.bench.crowd(jobs, parallel, [*words, "-O2", "-c", "u@.cpp", "-o", "u@.o"], env)
                rates.setdefault(way, []).append(jobs / wall)
        best = {way: sorted(seen)[1] for way, seen in rates.items()}
        def cell(way):
            return f"{best[way]:.0f}/s" if way in best else "-"
        ratio = best["ours"] / best["distcc"] if "distcc" in best else None
        self.table.row(f"{jobs} usual units at -j{parallel}, hosts that sleep 200 ms", cell("ours"), cell("distcc"),
                       cell("icecream"), f"{ratio:.2f}×" if ratio else "-", verdict(ratio, 3.5, True))

    def host(self, farm):
        """Processor time of the host's own processes, the stand-ins that do nothing left out."""
        usual, jobs = ["g++", "-O2", "-g", "-c", "usual.cpp", "-o", "usual.o"], 40
        ways = {"ours": ("ours", "ours", usual),
                "one file": ("ours", "ours", ["gcc", "-c", "tiny.c", "-o", "t.o"]),
                "distcc": ("distcc", "distccd", usual)}
        cost = {}
        for way, (client, host, line) in ways.items():
            if client in farm.clients:
                words = [self.binary] if client == "ours" else [client]
                for _ in range(3):
                    self.bench.run([*words, *line], farm.clients[client])
                before = farm.host_cpu(host)
                for _ in range(jobs):
                    self.bench.run([*words, *line], farm.clients[client])
                cost[way] = (farm.host_cpu(host) - before) / jobs
        theirs = f"{cost['distcc']:.1f} ms" if "distcc" in cost else "-"
        self.table.row("host's CPU beyond the compiler, that unit", f"{cost['ours']:.1f} ms", theirs, "-",
                       f"{cost['ours'] / cost['distcc']:.2f}×" if cost.get("distcc") else "-",
                       f"≤ 12 ms {'met' if cost['ours'] <= 12 else 'MISSED'}")
        self.table.row("…, a tiny C unit", f"{cost['one file']:.1f} ms", "-", "-", "-", "-")
        rates = {}
        for _ in range(3):
            for client, words in ("ours", [self.binary]), ("distcc", ["distcc"]):
                if client in farm.clients:
                    wall, _ = self.bench.crowd(200, 8, [*words, "gcc", "-c", "tiny.c", "-o", "t@.o"], farm.clients[client])
                    rates.setdefault(client, []).append(200 / wall / os.cpu_count())
        rates = {client: sorted(seen)[1] for client, seen in rates.items()}
        ratio = rates["ours"] / rates["distcc"] if "distcc" in rates else None
        self.table.row("tiny jobs per second and core, client and host on it, compiler of 0 ms", f"{rates['ours']:.0f}/s",
                       f"{rates['distcc']:.0f}/s" if ratio else "-", "-", f"{ratio:.2f}×" if ratio else "-", "-")

    def held(self, farm):
        """Memory of a host per job that runs: 64 at once, each sleeping for 3 s, against none."""
        farm = Farm(self.binary, self.bench.work, self.compilers, ms=3000, slots=64, icecream=False, name="held")
        try:
            def resident():
                status = open(f"/proc/{farm.pids['ours'][0]}/status").read()
                return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024
            env = farm.clients["ours"]
            self.bench.run([self.binary, "g++", "-c", "usual.cpp", "-o", "u.o"], env)
            before = resident()
            line = f"seq 0 63 | xargs -P 64 -I@ {self.binary} g++ -c u@.cpp -o u@.o 2>/dev/null"
            crowd = subprocess.Popen(["/bin/sh", "-c", line], env=env, cwd=self.bench.work)
            time.sleep(2.5)
            each = (resident() - before) / 64
            crowd.wait()
            self.table.row("host's memory per running job beyond the compiler", f"{each:.2f} MB", "-", "-", "-",
                           f"≤ 2 MB {'met' if each <= 2 else 'MISSED'}")
        finally:
            farm.close()
