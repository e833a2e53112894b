#!/usr/bin/env bash
# By hand: real programs of Debian built twice in the same directory with -g -O2, plainly and through a host here; every
# object compared, and how each compile went counted. programs.sh BINARY [NAME…]
set -euo pipefail

binary="$(realpath "$1")"
shift
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
cache="${TMPDIR:-/tmp}/distplusplus-sources-$EUID"
trap 'kill "$host" 2>/dev/null || true; rm -rf "$work"' EXIT

mkdir -m 700 "$work/run"
mkdir "$work/tmp" "$work/cache"
export XDG_RUNTIME_DIR="$work/run" XDG_CACHE_HOME="$work/cache" TMPDIR="$work/tmp" DISTPLUSPLUS_CONFIG=/dev/null LC_ALL=C
"$binary" serve --listen 127.0.0.1:0 </dev/null >/dev/null 2>"$work/host.log" &
host=$!
for _ in $(seq 200); do
    ! grep -q 'listening on' "$work/host.log" || break
    sleep 0.1
done
address="$(sed -nE 's/.*listening on (http:\/\/)?([^ /]+:[0-9]+).*/\2/p' "$work/host.log")"

# lua's libraries are archived by two rules at once unless make -j1 does it.
# Shell that builds in the source directory; $launcher stands before the compiler, empty or ours.
recipe()
{
    case "$1" in
        lua5.4)
            echo "echo '#define DEB_HOST_MULTIARCH \"x\"' > src/lua5.4-deb-multiarch.h"
            echo "set -- V=5.4 MYCFLAGS='-g -O2 -DLUA_USE_LINUX' LIBTOOL='libtool --quiet' CC=\"\$launcher gcc -std=gnu99\" CXX=\"\$launcher g++\""
            echo "make -C src \"\$@\" all"
            ;;
        zlib) echo "CC=\"\$launcher gcc\" CFLAGS='-g -O2' ./configure && make -j4" ;;
        fmtlib) echo "cmake -S . -B build -DFMT_DOC=off -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER_LAUNCHER=\"\$launcher\" && make -C build -j4 fmt args-test printf-test" ;;
        jq) echo "autoreconf -i && ./configure --disable-docs --with-oniguruma=builtin CC=\"\$launcher gcc\" CFLAGS='-g -O2' && make -j4" ;;
        libpng1.6) echo "./configure CC=\"\$launcher gcc\" CFLAGS='-g -O2' && make -j4 libpng16.la" ;;
        re2) echo "make -j4 CXX=\"\$launcher g++\" CXXFLAGS='-g -O2 -std=c++11 -Wall' obj/libre2.a" ;;
        *) echo false ;;
    esac
}

build()
{
    cp -a "$work/$1.pristine" "$work/$1"
    (cd "$work/$1" && launcher="$2" bash -c "$(recipe "$1")") >"$work/$1.log" 2>"$work/$1.err" || {
        tail -n 20 "$work/$1.log" "$work/$1.err"
        return 1
    }
}

# Prints NAME and digest of each object; compared before it is gone.
objects()
{
    (cd "$work/$1" && find . -name '*.o' ! -path '*CompilerIdC*' ! -name 'conftest*' | sort | xargs sha256sum)
}

[[ $# -gt 0 ]] || set -- lua5.4 zlib fmtlib libpng1.6 jq re2
for name; do
    TMPDIR=/tmp bash "$here/../Support/source-package.sh" "$name" "$cache" "$work" >/dev/null 2>&1 || {
        printf '%s: its source could not be fetched\n' "$name"
        continue
    }
    mv "$work/$name" "$work/$name.pristine"
    build "$name" ""
    objects "$name" >"$work/$name.plain"
    rm -rf "${work:?}/$name"
    DISTPLUSPLUS_SERVERS="$address" DISTPLUSPLUS_LOG_LEVEL=info build "$name" "$binary"
    objects "$name" >"$work/$name.ours"
    cat "$work/$name.log" "$work/$name.err" | grep -a '^distplusplus: ' >"$work/$name.lines" || true
    printf '%s: %d objects, %d differ; direct %d, text %d, local %d\n' "$name" "$(wc -l <"$work/$name.plain")" \
        "$(diff "$work/$name.plain" "$work/$name.ours" | grep -c '^>' || true)" \
        "$(grep -c '(direct, ' "$work/$name.lines" || true)" "$(grep -c '(text, ' "$work/$name.lines" || true)" \
        "$(grep -c 'compiled locally' "$work/$name.lines" || true)"
    diff "$work/$name.plain" "$work/$name.ours" | grep '^>' || true
    grep -oE '(not direct: |compiled locally: ).*' "$work/$name.lines" | sed -E 's/[0-9.]+:[0-9]+//; s/[^ ]*\.(c|cpp|cc|o|i)\b/FILE/g' |
        sort | uniq -c | sort -rn | head -n 8
    rm -rf "${work:?}/$name"
done
