#!/usr/bin/env bash
# What a compile costs, beside distcc and icecream. bench.sh BINARY PAGE [--long] [targets|links|growth|programs]…
set -euo pipefail

benchmarks="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
/usr/bin/python3 "$benchmarks/bench.py" "$@"
if [[ $# -eq 3 && $3 == --long ]]; then
    /usr/bin/python3 "$benchmarks/isolation.py" "$1" 20
    /usr/bin/python3 "$benchmarks/farm.py" "$1"
fi
