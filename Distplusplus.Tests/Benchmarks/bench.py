#!/usr/bin/env python3
"""bench.py BINARY PAGE [--long]: measures, prints ratios, and writes the tables between the marks of PAGE."""
import os, platform, re, shutil, subprocess, sys, tempfile, time
from measure import Bench, stand_ins, write_units
from targets import Targets


def version(command, pattern):
    try:
        said = subprocess.run(command, capture_output=True, text=True)
        return re.search(pattern, said.stdout + said.stderr)[1]
    except (FileNotFoundError, TypeError):
        return None


def machine():
    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    peers = {"distcc": version(["distcc", "--version"], r"distcc (\S+)"), "icecream": version(["icecc", "--version"], r"ICECC (\S+)")}
    for name, found in peers.items():
        if not found:
            print(f"{name} is not installed, its columns stay empty: apt-get install {'icecc' if name == 'icecream' else name}")
    said = ", ".join(f"{name} {found or 'not installed'}" for name, found in peers.items())
    gcc = version(["gcc", "--version"], r"gcc .* (\d+\S*)\n")
    return (f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), gcc {gcc}, {said}; client and hosts on "
            f"the same cores, load before {os.getloadavg()[0]:.1f}")


def write(page, mark, text):
    begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    whole = open(page).read()
    before, rest = whole.split(begin, 1)
    with open(page, "w") as file:
        file.write(before + begin + text + end + rest.split(end, 1)[1])


def main():
    binary, page, long = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), "--long" in sys.argv[3:]
    only = [word for word in sys.argv[3:] if not word.startswith("-")]
    work = tempfile.mkdtemp(prefix="dpp-bench-")
    os.chmod(work, 0o755)
    began = time.monotonic()
    try:
        where = machine()
        print(where)
        bench, compilers = Bench(work), stand_ins(work)
        write_units(work, 96)
        parts = {"targets": lambda: [Targets(bench, binary, compilers, 40 if long else int(os.environ.get("ROUNDS", 20))).all()]}
        if long:
            from growth import growth
            from links import links
            from programs import programs
            parts |= {"links": lambda: [links(bench, binary)], "growth": lambda: [growth(bench, binary, compilers)],
                      "programs": lambda: [programs(bench, binary)]}
        for name, part in parts.items():
            if not only or name in only:
                tables = part()
                write(page, name, "\n".join([f"{where}.\n", *(table.markdown() for table in tables)]))
        print(f"\n{time.monotonic() - began:.0f} s; written to {os.path.relpath(page)}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()
