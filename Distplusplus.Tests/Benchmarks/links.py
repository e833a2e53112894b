"""A real build over links of 10, 100 and 1000 Mbit/s, beside distcc with and without lzo."""
import os
from sides import Farm
from measure import Table


def links(bench, binary):
    table = Table("A build over slow links: 24 C++ units at -j8, compilers that sleep 300 ms", "wall s (MB over the link)",
                  "10 Mbit/s", "100 Mbit/s", "1000 Mbit/s")
    if os.geteuid() != 0:
        table.note("Left out: a link is throttled in a network namespace, which needs root.")
        return table
    farm = Farm(binary, bench.work, f"{bench.work}/stand-ins", ms=300, slots=16, icecream=False, name="links")
    try:
        if not farm.netns:
            table.note("Left out: no network namespace can be made here.")
            return table
        ways = {"ours, headers known there": ([binary], farm.clients["ours"])}
        for client in "distcc", "distcc, lzo":
            if client in farm.clients:
                ways[client] = (["distcc"], farm.clients[client])
        rows = {way: [] for way in ways}
        for mbit in 10, 100, 1000:
            farm.throttle(mbit)
            for way, (words, env) in ways.items():
                # Once before, so that hosts know the headers and clients the link.
                bench.run([*words, "g++", "-O2", "-c", "usual.cpp", "-o", "u.o"], env)
                before = farm.bytes()
                wall, _ = bench.crowd(24, 8, [*words, "g++", "-O2", "-c", "u@.cpp", "-o", "u@.o"], env)
                rows[way].append(f"{wall:.1f} ({(sum(farm.bytes()) - sum(before)) / 1e6:.1f})")
        for way, cells in rows.items():
            table.row(way, *cells)
    finally:
        farm.close()
    return table
