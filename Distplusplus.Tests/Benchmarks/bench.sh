#!/usr/bin/env bash
# What a compile costs: locally over the bare compiler, and at a host of this machine beside distcc. bench.sh BINARY
set -euo pipefail

binary="$(realpath "$1")"
work="$(mktemp -d)"
children=()

clean_up()
{
    [[ ${#children[@]} -eq 0 ]] || kill "${children[@]}" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

wait_for()
{
    local waited
    for ((waited = 0; waited < 200; waited++)); do
        ! grep -Eq "$1" "$2" 2>/dev/null || return 0
        sleep 0.05
    done
    echo "bench: no '$1' in $2:" >&2
    cat "$2" >&2
    exit 1
}

# measure NAME COMMAND: median, least and processor time of 60 runs in milliseconds.
measure()
{
    local name="$1"
    shift
    hyperfine -N --warmup 5 --runs "${RUNS:-60}" --export-json "$work/json" "$*" >/dev/null 2>"$work/hyperfine.err" || {
        cat "$work/hyperfine.err" >&2
        exit 1
    }
    /usr/bin/python3 - "$work/json" "$name" <<'PY'
import json, sys
r = json.load(open(sys.argv[1]))["results"][0]
cpu = (r["user"] + r["system"]) * 1000
print(f"{sys.argv[2]:44}{r['median'] * 1000:9.1f}{r['min'] * 1000:9.1f}{cpu:9.1f}")
PY
}

benchmarks="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$work"
printf 'int answer(void) { return 42; }\n' >tiny.c
printf '#include <regex>\n#include <iostream>\n#include <map>\nstd::map<int, std::regex> m;\n' >unit.cpp

user=()
[[ $EUID -ne 0 ]] || user=(--user root) # the directories here are this user's alone
TMPDIR="$work" "$binary" serve --listen 127.0.0.1:0 "${user[@]}" </dev/null >/dev/null 2>host.log &
children+=($!)
wait_for 'listening on' host.log
address="$(sed -nE 's/.*listening on (http:\/\/)?([^ /]+:[0-9]+).*/\2/p' host.log | head -n 1)"
export DISTPLUSPLUS_CONFIG=/dev/null

# The same with TLS and keys of both sides.
export DISTPLUSPLUS_TLS_DIRECTORY="$work/keys"
TMPDIR="$work" "$binary" serve --listen tls:127.0.0.1:0 "${user[@]}" </dev/null >/dev/null 2>tls.log &
children+=($!)
wait_for 'listening on' tls.log
secure="$(sed -nE 's/.*listening on ([^ ]+) with TLS.*/\1/p' tls.log)"
"$binary" hosts pair "$secure" | grep '^SHA256:' >"$work/keys/authorized_clients"

printf '%-44s%9s%9s%9s\n' "" "median" "least" "CPU ms"
measure "gcc --version" gcc --version
measure "distplusplus gcc --version (local)" "$binary" gcc --version
measure "gcc -c tiny.c" gcc -c tiny.c
measure "distplusplus, no servers" "$binary" gcc -c tiny.c
export DISTPLUSPLUS_SERVERS="$address"
measure "distplusplus, one host" "$binary" gcc -c tiny.c
DISTPLUSPLUS_SERVERS="$secure" measure "distplusplus, one host with TLS" "$binary" gcc -c tiny.c

if command -v distccd >/dev/null; then
    # A port of the system's choice: distccd takes none itself.
    port="$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
    distccd --no-detach --daemon --port "$port" --listen 127.0.0.1 --allow 127.0.0.1 --jobs 4 \
        --log-stderr --log-level info </dev/null >/dev/null 2>distccd.log &
    children+=($!)
    wait_for 'waiting to accept|listening|up to' distccd.log
    mkdir "$work/distcc"
    export DISTCC_HOSTS="127.0.0.1:$port" DISTCC_DIR="$work/distcc" DISTCC_FALLBACK=0
    measure "distcc, one host" distcc gcc -c tiny.c
fi

RUNS=8
measure "g++ -O0 -c unit.cpp (regex, iostream, map)" g++ -c unit.cpp
measure "distplusplus, one host" "$binary" g++ -c unit.cpp
[[ -z ${DISTCC_HOSTS-} ]] || measure "distcc, one host" distcc g++ -c unit.cpp

/usr/bin/python3 "$benchmarks/isolation.py" "$binary"
/usr/bin/python3 "$benchmarks/cost.py" "$binary"
/usr/bin/python3 "$benchmarks/farm.py" "$binary"
