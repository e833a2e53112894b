#!/usr/bin/env python3
"""How several hosts are kept busy and several users served, beside distcc: farm.py BINARY

The compilers are stand-ins that sleep as long as the source says. The full measure: DPP_JOBS=400 DPP_LONGEST=5."""
import heapq, os, random, re, shutil, socket, subprocess, sys, tempfile, time

binary = os.path.abspath(sys.argv[1])
jobs, longest = int(os.environ.get("DPP_JOBS", 120)), float(os.environ.get("DPP_LONGEST", 1.5))
work = tempfile.mkdtemp(prefix="dpp-farm-")
children = []

STAND_IN = """#!/bin/sh
for word in "$@"; do
    case "$word" in -v|-'###'|--version|-Wa,--version|-dump*|-print-*|/dev/null) exec /usr/bin/gcc "$@" ;; esac
    [ "$before" = -o ] && out=$word
    before=$word
    case "$word" in *.c|*.i) source=$word ;; esac
done
seconds=$(sed -n 's/.*sleep_\\([0-9]*\\)_\\([0-9]*\\).*/\\1.\\2/p' "$source")
for turn in TURNS; do sleep "$seconds"; done
: > "$out"
"""


def start(command, environment, log, ready):
    path = f"{work}/{log}"
    with open(path, "wb") as out:
        children.append(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out))
    for _ in range(1200):
        if match := re.search(ready, open(path, errors="replace").read()):
            return match
        time.sleep(0.05)
    raise SystemExit(f"farm: no '{ready}' in {path}")


def environment(**more):
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("DISTPLUSPLUS", "DISTCC"))}
    return {**plain, "HOME": work, "TMPDIR": f"{work}/tmp", "XDG_RUNTIME_DIR": f"{work}/run", "LC_ALL": "C.UTF-8",
            "XDG_CACHE_HOME": f"{work}/cache", "DISTPLUSPLUS_CONFIG": "/dev/null", **more}


def stand_in(slower):
    directory = f"{work}/slower{slower}"
    os.makedirs(directory, exist_ok=True)
    machine = subprocess.run(["gcc", "-dumpmachine"], check=True, capture_output=True, text=True).stdout.strip()
    for name in ("gcc", f"{machine}-gcc"):
        with open(f"{directory}/{name}", "w") as script:
            script.write(STAND_IN.replace("TURNS", " ".join("x" * slower)))
        os.chmod(f"{directory}/{name}", 0o755)
    return directory


def farms(hosts):
    """By name: the command before the compiler, and the environment of a client of such hosts (slots, slower)."""
    ours, theirs = [], []
    for slots, slower in hosts:
        directory = stand_in(slower)
        serve = environment(PATH=f"{directory}:/usr/sbin:/usr/bin:/bin")
        ours.append(start([binary, "serve", "--listen", "127.0.0.1:0", "--slots", str(slots), "--compilers", directory],
                          serve, f"host{len(children)}", r"listening on (?:http://)?(\S+)\n")[1])
        if shutil.which("distccd"):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            start(["distccd", "--no-detach", "--daemon", "--port", str(port), "--listen", "127.0.0.1", "--allow",
                   "127.0.0.1", "--jobs", str(slots), "--enable-tcp-insecure", "--log-stderr", "--log-level", "info"],
                  serve, f"distccd{len(children)}", "waiting to accept|listening|up to")
            theirs.append(f"127.0.0.1:{port}/{slots}")
    found = {"distplusplus": (binary, environment(DISTPLUSPLUS_SERVERS=" ".join(ours), DISTPLUSPLUS_FALLBACK="0"))}
    if theirs:
        found["distcc"] = ("distcc", environment(
            DISTCC_HOSTS=" ".join(theirs), DISTCC_FALLBACK="0", DISTCC_DIR=f"{work}/distcc"))
    return found


def project(name, lengths, command):
    directory = f"{work}/{name}"
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    for i, length in enumerate(lengths):
        with open(f"{directory}/u{i}.c", "w") as source:
            source.write(f"int sleep_{f'{length:.3f}'.replace('.', '_')};\n")
    objects = " ".join(f"u{i}.o" for i in range(len(lengths)))
    with open(f"{directory}/Makefile", "w") as makefile:
        makefile.write(f"all: {objects}\n%.o: %.c\n\t@{command} gcc -c $< -o $@\n")
    return directory


def make(directory, parallel, env, errors=None):
    return subprocess.Popen(
        ["make", "-s", f"-j{parallel}"], cwd=directory, env=env, stdin=subprocess.DEVNULL, stderr=errors)


def timed(directory, parallel, env):
    began = time.monotonic()
    if make(directory, parallel, env).wait() != 0:
        raise SystemExit(f"farm: the build in {directory} failed")
    return time.monotonic() - began


def list_scheduling(lengths, hosts):
    slots = [(0.0, slower) for count, slower in hosts for _ in range(count)]
    heapq.heapify(slots)
    for length in lengths:
        free, slower = heapq.heappop(slots)
        heapq.heappush(slots, (free + length * slower, slower))
    return max(end for end, _ in slots)


def all_sizes():
    hosts = [(1, 1), (2, 1), (4, 3), (8, 1)]
    draw = random.Random(3)
    lengths = [round(draw.uniform(0.1, longest), 3) for _ in range(jobs)]
    bound = list_scheduling(lengths, hosts)
    print(f"\n{jobs} jobs of 0.1 to {longest:g} s at -j64, hosts of 1, 2, 4 (three times slower) and 8 slots")
    print(f"  {'list scheduling':42}{bound:9.1f} s")
    for name, (command, env) in farms(hosts).items():
        timed(project("warm", lengths[:1], command), 1, env)
        took = timed(project("sizes", lengths, command), 64, env)
        print(f"  {name:42}{took:9.1f} s{took / bound:8.2f}x")


def big_and_small():
    print("\n10 jobs of 0.3 s beside another user's 300, a host of 4 slots")
    for name, (command, env) in farms([(4, 1)]).items():
        small = lambda: timed(project("small", [0.3] * 10, command), 10, {**env, "USER": "small"})
        small()
        alone = small()
        big = make(project("big", [0.3] * 300, command), 100, {**env, "USER": "big"},
                   subprocess.DEVNULL)
        time.sleep(3)
        beside = small()
        busy = big.poll() is None
        big.terminate()
        big.wait()
        print(f"  {name:42}{alone:9.2f} s alone{beside:9.2f} s beside{beside / alone:8.2f}x"
              + ("" if busy else "  (the others had ended)"))


# distccd gives up root: its directories are for everybody.
os.chmod(work, 0o755)
for directory, mode in (("tmp", 0o1777), ("run", 0o700), ("distcc", 0o777)):
    os.makedirs(f"{work}/{directory}")
    os.chmod(f"{work}/{directory}", mode)
try:
    print(f"load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs")
    all_sizes()
    big_and_small()
finally:
    for child in children:
        child.terminate()
        child.wait()
    shutil.rmtree(work, ignore_errors=True)
