"""Whether a job costs the same alone and among a thousand, at one host and among sixty-four."""
from sides import Farm
from measure import Table


def growth(bench, binary, compilers):
    table = Table("Growth: tiny C units, compilers that sleep 100 ms", "hosts (slots each)", "at once", "jobs per second",
                  "client's CPU per job, ms", "compiled here after all")
    for hosts, slots in (1, 1000), (8, 125), (64, 16):
        farm = Farm(binary, bench.work, compilers, ms=100, slots=slots, hosts=hosts, icecream=False, name=f"grow{hosts}")
        try:
            env = {**farm.clients["ours"], "DISTPLUSPLUS_FALLBACK": "1"}
            bench.run([binary, "gcc", "-c", "tiny.c", "-o", "t.o"], env)
            for parallel in 10, 100, 1000:
                jobs = max(parallel, 200)
                line = f"seq 0 {jobs - 1} | xargs -P {parallel} -I@ {binary} gcc -c tiny.c -o t@.o"
                cost = bench.run(["/bin/sh", "-c", line], env)
                table.row(f"{hosts} ({slots})", str(parallel), f"{jobs / cost.wall * 1000:.0f}", f"{cost.cpu / jobs:.1f}",
                          str(cost.text.count("compiled locally")))
        finally:
            farm.close()
    table.note("The processor time is that of xargs and the clients; hosts and their stand-ins share the cores with them.")
    return table
