"""Real programs from Debian's sources, built on hosts of this machine beside distcc, icecream and plain make -j2."""
import glob, os, subprocess, tempfile
from sides import Farm
from measure import Table

PROGRAMS = {
    "lua5.4 (C)": ("lua5.4", "src/*.c", ["gcc", "-O2", "-DLUA_COMPAT_5_3", "-DLUA_USE_LINUX"]),
    "fmtlib (C++), the library": ("fmtlib", "src/format.cc src/os.cc", ["g++", "-O2", "-std=c++17", "-Iinclude"]),
}


def source(package, work):
    """Its source as Debian has it, unpacked; None: it cannot be had."""
    script = f"{os.path.dirname(os.path.abspath(__file__))}/../Support/source-package.sh"
    cache = f"{tempfile.gettempdir()}/distplusplus-sources-{os.geteuid()}"
    got = subprocess.run(["/bin/bash", script, package, cache, work], capture_output=True, text=True)
    return got.stdout.rstrip("\n") if got.returncode == 0 else None


def programs(bench, binary):
    table = Table("Real programs, objects only, one host with 2 slots on the same two cores", "wall s / client's CPU s",
                  "make -j2", "ours -j4", "distcc -j4", "icecream -j4")
    farm = Farm(binary, bench.work, None, slots=2, name="programs")
    try:
        for title, (package, sources, line) in PROGRAMS.items():
            root = source(package, bench.work)
            if root is None:
                table.note(f"{title} is left out: its source cannot be fetched here.")
                continue
            if package == "lua5.4":
                # Made by debian/rules.
                with open(f"{root}/src/lua5.4-deb-multiarch.h", "w") as file:
                    file.write('#define DEB_HOST_MULTIARCH "any"\n')
            units = [os.path.relpath(path, root) for pattern in sources.split() for path in glob.glob(f"{root}/{pattern}")]
            with open(f"{root}/units.mk", "w") as file:
                objects = [unit.rsplit(".", 1)[0].replace("/", "_") + ".o" for unit in units]
                file.write(f"all: {' '.join(objects)}\n")
                for unit, name in zip(units, objects):
                    file.write(f"{name}: {unit}\n\t$(FRONT) {' '.join(line)} -c {unit} -o {name}\n")
            make = ["make", "-C", root, "-f", "units.mk", "-B", "-k"]
            clients = {"plain": ("", 2, farm.environment())}
            for client, front in ("ours", binary), ("distcc", "distcc"), ("icecream", "icecc"):
                if client in farm.clients:
                    clients[client] = (front, 4, farm.clients[client])
            cells = {}
            for client, (front, jobs, env) in clients.items():
                cost = bench.run([*make, f"-j{jobs}", f"FRONT={front}"], env)
                cells[client] = f"{cost.wall / 1000:.1f} / {cost.cpu / 1000:.1f}"
            table.row(f"{title}, {len(units)} units", *(cells.get(c, "-") for c in ("plain", "ours", "distcc", "icecream")))
    finally:
        farm.close()
    table.note("Client, host and compilers share two cores: the wall time cannot fall below plain make here. What can be "
               "seen is what the client is left with; a farm does the rest.")
    return table
