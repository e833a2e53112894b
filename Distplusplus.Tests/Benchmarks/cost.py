#!/usr/bin/env python3
"""What a job costs the client, as ratios to distcc in the same interleaved run: cost.py BINARY [ROUNDS]

The compilers of both hosts are stand-ins that do nothing (or sleep), so what is left is our own cost and distcc's.
Processor time is that of the whole process tree, preprocessors included."""
import os, re, resource, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

binary = os.path.abspath(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
here = os.path.dirname(os.path.abspath(__file__))
work = tempfile.mkdtemp(prefix="dpp-cost-")
children = []

UNITS = {
    "usual unit": ("usual.cpp", 0.22, 0.35, """
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <thread>
#include <vector>
std::map<std::string, std::regex> table;
int main() { std::thread t([] { std::cout << table.size() << '\\n'; }); t.join(); }
"""),
    "Boost unit": ("boost.cpp", 0.10, None, """
#include <boost/asio.hpp>
#include <boost/spirit/include/qi.hpp>
#include <eigen3/Eigen/Dense>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
int main() { fmt::print("{}", nlohmann::json::parse("[1]").dump()); Eigen::Matrix3d m; m.setZero(); return int(m(0)); }
"""),
}


def start(command, environment, log, ready):
    path = f"{work}/{log}"
    with open(path, "wb") as out:
        child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    children.append(child)
    for _ in range(400):
        text = open(path, errors="replace").read()
        if match := re.search(ready, text):
            return match
        time.sleep(0.05)
    raise SystemExit(f"cost: no '{ready}' in {path}:\n{text}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def environment(**more):
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("DISTPLUSPLUS", "DISTCC"))}
    return {**plain, "HOME": work, "TMPDIR": f"{work}/tmp", "XDG_RUNTIME_DIR": f"{work}/run",
            "XDG_CACHE_HOME": f"{work}/cache", "LC_ALL": "C.UTF-8", "DISTPLUSPLUS_CONFIG": "/dev/null", **more}


def hosts(stand_ins, ms):
    """Both hosts with stand-ins that sleep for so long; the clients' environments by name."""
    serve = environment(PATH=f"{stand_ins}:/usr/bin:/bin", STAND_IN_MS=str(ms), DISTPLUSPLUS_LOG_LEVEL="warning")
    address = start([binary, "serve", "--listen", "127.0.0.1:0", "--slots", "64",
                     "--compilers", stand_ins, *(["--user", "root"] if os.geteuid() == 0 else [])], serve, f"host-{ms}",
                    r"listening on (?:http://)?(\S+)")[1]
    port = free_port()
    found = {"ours": environment(DISTPLUSPLUS_SERVERS=address, DISTPLUSPLUS_LOG_LEVEL="info", DISTPLUSPLUS_FALLBACK="0")}
    if shutil.which("distcc") and shutil.which("distccd"):
        start(["distccd", "--no-detach", "--daemon", "--port", str(port), "--listen", "127.0.0.1", "--allow", "127.0.0.1",
               "--jobs", "64", "--enable-tcp-insecure", "--log-stderr", "--log-level", "info"], serve, f"distccd-{ms}",
              "waiting to accept|listening|up to")
        found["distcc"] = environment(DISTCC_HOSTS=f"127.0.0.1:{port}/64", DISTCC_FALLBACK="0", DISTCC_DIR=f"{work}/distcc")
    return found


def run(command, env):
    """Milliseconds of processor time of the tree, wall milliseconds, standard error."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, env=env, cwd=work, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    if child.returncode != 0:
        raise SystemExit(f"cost: {' '.join(command)} ended with {child.returncode}:\n{text}")
    return (used.ru_utime + used.ru_stime) * 1000, wall * 1000, text


def forget(*names):
    for name in names:
        shutil.rmtree(f"{work}/cache/distplusplus/{name}", ignore_errors=True)
        if os.path.exists(f"{work}/cache/distplusplus/{name}"):
            os.unlink(f"{work}/cache/distplusplus/{name}")


def costs(clients, label, name, warm_goal, cold_goal):
    compile_ = ["g++", "-O2", "-g", "-c", name, "-o", name + ".o"]
    ours = [binary, *compile_]
    direct, text = ({**clients["ours"], "DISTPLUSPLUS_MODE": mode} for mode in ("direct", "text"))
    ways = {
        "direct, headers remembered": lambda: run(ours, direct),
        "direct, nothing remembered of headers": lambda: (forget("headers"), run(ours, direct))[1],
        "text": lambda: run(ours, text),
    }
    if "distcc" in clients:
        ways["distcc"] = lambda: run(["distcc", *compile_], clients["distcc"])
    for way in ways.values():
        way()
        way()
    seen = {way: [] for way in ways}
    for _ in range(rounds if label == "usual unit" else max(5, rounds // 4)):
        for way, once in ways.items():
            seen[way].append(once())
    report(label, seen, {"direct, headers remembered": warm_goal, "direct, nothing remembered of headers": cold_goal})


def report(label, seen, goals):
    print(f"\n{label:44}{'CPU ms':>9}{'wall ms':>9}{'to distcc':>11}")
    base = statistics.median(c for c, _, _ in seen["distcc"]) if "distcc" in seen else None
    for way, runs in seen.items():
        cpu, wall = (statistics.median(r[i] for r in runs) for i in (0, 1))
        ratio = f"{cpu / base:10.2f}x" if base else "          -"
        goal = f"  goal {goals[way]:.2f}" if goals.get(way) else ""
        print(f"  {way:42}{cpu:9.1f}{wall:9.1f}{ratio}{goal}")
        lines = [l for l in runs[-1][2].splitlines() if l.startswith("distplusplus")]
        if lines:
            print(f"    {lines[-1].split(': ', 1)[-1]}")


def host_costs(clients, names, jobs=40):
    """What a job costs the host's own process, and how much of it is the store and the tree: the rest a job of one file
    has too."""
    def spent():
        fields = open(f"/proc/{children[0].pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    open(f"{work}/one.cpp", "w").write("int one;\n")
    print("\nhost, processor time a job")
    least = None
    for name in ("one.cpp", *names):
        compile_ = [binary, "g++", "-O2", "-c", name, "-o", "h.o"]
        for _ in range(3):
            said = run(compile_, clients["ours"])[2]
        began = spent()
        for _ in range(jobs):
            run(compile_, clients["ours"])
        each = (spent() - began) / jobs
        files = re.search(r"direct, (\d+) files", said)[1]
        least = each if least is None else least
        print(f"  {files + ' files':42}{each:9.1f} ms, store and tree {each - least:.1f} ms")


def throughput(jobs, parallel):
    clients = hosts(stand_ins, 200)
    for i in range(jobs):
        shutil.copy(f"{work}/usual.cpp", f"{work}/u{i}.cpp")
    rates = {}
    for client, command in (("ours", [binary, "g++"]), ("distcc", ["distcc", "g++"])):
        if client not in clients:
            continue
        run([*command, "-O2", "-c", "usual.cpp", "-o", "u.o"], clients[client])
        times = []
        for _ in range(3):
            line = (f"seq 0 {jobs - 1} | xargs -P {parallel} -I@ {' '.join(command)} -O2 -c u@.cpp -o u@.o")
            times.append(run(["/bin/sh", "-c", line], clients[client])[1])
        rates[client] = jobs * 1000 / statistics.median(times)
    print(f"\n{jobs} usual units, {parallel} at once, hosts that sleep 200 ms")
    for client, rate in rates.items():
        print(f"  {client:42}{rate:9.1f} jobs/s")
    if len(rates) == 2:
        print(f"  {'ratio':42}{rates['ours'] / rates['distcc']:9.2f}x  goal 3.00")


# distccd gives up root: its directories are for everybody.
os.chmod(work, 0o755)
os.makedirs(f"{work}/tmp"), os.chmod(f"{work}/tmp", 0o1777), os.makedirs(f"{work}/run", 0o700), os.makedirs(f"{work}/distcc")
stand_ins = f"{work}/stand-ins"
os.makedirs(stand_ins)
try:
    subprocess.run(["gcc", "-O2", "-o", f"{stand_ins}/g++", f"{here}/stand-in.c"], check=True)
    # distcc asks for a compiler by its machine's name.
    machine = subprocess.run(["g++", "-dumpmachine"], check=True, capture_output=True, text=True).stdout.strip()
    os.link(f"{stand_ins}/g++", f"{stand_ins}/{machine}-g++")
    for name, _, _, source in UNITS.values():
        open(f"{work}/{name}", "w").write(source)
        past = time.time() - 3600
        os.utime(f"{work}/{name}", (past, past))
    clients = hosts(stand_ins, 0)
    if "distcc" not in clients:
        print("distcc is not installed: no ratios")
    for label, (name, warm, cold, source) in UNITS.items():
        if label == "Boost unit" and not os.path.exists("/usr/include/boost/asio.hpp"):
            print("\nBoost unit: left out, no Boost headers here")
            continue
        costs(clients, label, name, warm, cold)
    host_costs(clients, [name for name, *_ in UNITS.values() if os.path.exists(f"{work}/{name}.o")])
    throughput(96, 64)
finally:
    for child in children:
        child.terminate()
        child.wait()
    shutil.rmtree(work, ignore_errors=True)
