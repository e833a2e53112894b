#!/usr/bin/env python3
"""What isolation costs a tiny job, side by side in one interleaved run: isolation.py BINARY [ROUNDS]

Wall time is the client's; processor time is that of the host and of all it started, compiler included."""
import os, re, shutil, statistics, subprocess, sys, tempfile, time

binary = os.path.abspath(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
work = tempfile.mkdtemp(prefix="dpp-isolation-")
ticks = os.sysconf("SC_CLK_TCK")
children = []


def environment(**more):
    plain = {k: v for k, v in os.environ.items() if not k.startswith("DISTPLUSPLUS")}
    return {**plain, "HOME": work, "TMPDIR": f"{work}/tmp", "XDG_RUNTIME_DIR": f"{work}/run",
            "XDG_CACHE_HOME": f"{work}/cache", "DISTPLUSPLUS_CONFIG": "/dev/null", **more}


def start(layer):
    """A host with this layer: its process and a client's environment; None where it cannot be had."""
    user = ["--user", "root"] if os.geteuid() == 0 else []
    log = f"{work}/{layer}.log"
    with open(log, "wb") as out:
        host = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--isolation", layer, *user],
                                env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    children.append(host)
    while host.poll() is None:
        if match := re.search(r"listening on (?:http://)?(\S+:\d+)\n", open(log).read()):
            return host, environment(DISTPLUSPLUS_SERVERS=match[1], DISTPLUSPLUS_FALLBACK="0")
        time.sleep(0.02)
    print(f"{layer} is left out: {open(log).read().strip().splitlines()[-1]}")
    return None


def used(host):
    fields = open(f"/proc/{host.pid}/stat").read().rsplit(")", 1)[1].split()
    return sum(int(ticks_) for ticks_ in fields[11:15]) * 1000 / ticks


def job(client):
    began = time.monotonic()
    subprocess.run([binary, "gcc", "-c", "tiny.c"], env=client, cwd=work, check=True)
    return (time.monotonic() - began) * 1000


try:
    for name in ("tmp", "run"):
        os.makedirs(f"{work}/{name}", 0o700)
    open(f"{work}/tiny.c", "w").write("int answer(void) { return 42; }\n")
    hosts = {layer: started for layer in ("off", "landlock", "bubblewrap") if (started := start(layer))}
    walls = {layer: [] for layer in hosts}
    for _, client in hosts.values():
        for _ in range(5):
            job(client)
    before = {layer: used(host) for layer, (host, _) in hosts.items()}
    for _ in range(rounds):
        for layer, (_, client) in hosts.items():
            walls[layer].append(job(client))
    print(f"\n{'a tiny C file, isolation':44}{'wall ms':>9}{'least':>9}{'host CPU':>9}{'to off':>9}")
    base = None
    for layer, (host, _) in hosts.items():
        # What bubblewrap's inner processes used is told to nobody.
        cpu = (used(host) - before[layer]) / rounds
        base = base or cpu
        print(f"  {layer:42}{statistics.median(walls[layer]):9.1f}{min(walls[layer]):9.1f}{cpu:9.1f}"
              f"{cpu - base:+9.1f}" + ("  without the compiler itself" if layer == "bubblewrap" else ""))
finally:
    for child in children:
        child.terminate()
        child.wait()
    shutil.rmtree(work, ignore_errors=True)
