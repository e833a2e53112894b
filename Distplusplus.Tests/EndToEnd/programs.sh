#!/usr/bin/env bash
# By hand: real programs of Debian built twice in the same directory, plainly and through a host here; every object and
# every word compared, and how each compile went counted.
# [OPTIONS='-g -O2'] programs.sh BINARY [NAME…]
# Objects are compared byte for byte.
set -euo pipefail

binary="$(realpath "$1")"
shift
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
cache="${TMPDIR:-/tmp}/distplusplus-sources-$EUID"
trap 'kill "$host" 2>/dev/null || true; rm -rf "$work"' EXIT

mkdir -m 700 "$work/run"
mkdir "$work/tmp" "$work/cache"
export XDG_RUNTIME_DIR="$work/run" XDG_CACHE_HOME="$work/cache" TMPDIR="$work/tmp"
export DISTPLUSPLUS_CONFIG=/dev/null LC_ALL=C
options="${OPTIONS--g -O2}"
unset OPTIONS
user=()
[[ $EUID -ne 0 ]] || user=(--user root) # what mktemp made is root's alone
"$binary" serve --listen 127.0.0.1:0 "${user[@]}" </dev/null >/dev/null 2>"$work/host.log" &
host=$!
for _ in $(seq 200); do
    ! grep -q 'listening on' "$work/host.log" || break
    sleep 0.1
done
address="$(sed -nE 's/.*listening on (http:\/\/)?([^ /]+:[0-9]+).*/\2/p' "$work/host.log")"

# Builds in the source directory: recipe NAME LAUNCHER, which stands before the compiler, empty or ours.
recipe()
{
    local gcc="$2 gcc" gxx="$2 g++"
    local cmake=(cmake -S . -B build -DCMAKE_BUILD_TYPE= "-DCMAKE_CXX_FLAGS=$options" "-DCMAKE_CXX_COMPILER_LAUNCHER=$2")
    case "$1" in
        lua5.4) # Its libraries are archived by two rules at once unless make -j1 does it.
            echo '#define DEB_HOST_MULTIARCH "x"' >src/lua5.4-deb-multiarch.h &&
                make -C src V=5.4 MYCFLAGS="$options -DLUA_USE_LINUX" LIBTOOL='libtool --quiet' \
                    CC="$gcc -std=gnu99" CXX="$gxx" all
            ;;
        zlib) CC="$gcc" CFLAGS="$options" ./configure && make -j4 ;;
        fmtlib) "${cmake[@]}" -DFMT_DOC=off && make -C build -j4 fmt args-test printf-test ;;
        tinyxml2) make -j4 xmltest CXX="$gxx" CXXFLAGS="$options -Wall -Wextra" ;;
        libjsoncpp)
            "${cmake[@]}" -DBUILD_STATIC_LIBS=OFF -DBUILD_OBJECT_LIBS=OFF -DJSONCPP_WITH_POST_BUILD_UNITTEST=OFF &&
                make -C build -j4
            ;;
        sqlite3)
            ./configure --disable-amalgamation --disable-shared --disable-tcl CC="$gcc" CFLAGS="$options -Wall" &&
                make -j4 libsqlite3.la
            ;;
        jq)
            autoreconf -i && ./configure --disable-docs --with-oniguruma=builtin CC="$gcc" CFLAGS="$options" && make -j4
            ;;
        libpng1.6) ./configure CC="$gcc" CFLAGS="$options" && make -j4 libpng16.la ;;
        re2) make -j4 CXX="$gxx" CXXFLAGS="$options -std=c++11 -Wall" obj/libre2.a ;;
        *) false ;;
    esac
}

build()
{
    cp -a "$work/$1.pristine" "$work/$1"
    (cd "$work/$1" && recipe "$1" "$2") >"$work/$1.log" 2>"$work/$1.err" || {
        tail -n 20 "$work/$1.log" "$work/$1.err"
        return 1
    }
}

# Prints name and digest of each object; compared before it is gone.
objects()
{
    (cd "$work/$1" && find . -name '*.o' ! -path '*CompilerIdC*' ! -name 'conftest*' | sort | while read -r object; do
        printf '%s %s\n' "$(sha256sum <"$object")" "$object"
    done)
}

# What the build said, but not what we did; jobs end in any order.
words()
{
    grep -av '^distplusplus: ' "$work/$1.err" | sort || true
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
    words "$name" >"$work/$name.plain-words"
    rm -rf "${work:?}/$name"
    DISTPLUSPLUS_SERVERS="$address" DISTPLUSPLUS_LOG_LEVEL=info build "$name" "$binary"
    objects "$name" >"$work/$name.ours"
    words "$name" >"$work/$name.our-words"
    cat "$work/$name.log" "$work/$name.err" | grep -a '^distplusplus: ' >"$work/$name.lines" || true
    printf '%s with %s: %d objects, %d differ; %d lines of words, %d differ; direct %d, local %d\n' \
        "$name" "$options" "$(wc -l <"$work/$name.plain")" \
        "$(diff "$work/$name.plain" "$work/$name.ours" | grep -c '^[<>]' || true)" \
        "$(wc -l <"$work/$name.plain-words")" \
        "$(diff "$work/$name.plain-words" "$work/$name.our-words" | grep -c '^[<>]' || true)" \
        "$(grep -c '(direct, ' "$work/$name.lines" || true)" \
        "$(grep -c 'compiled locally' "$work/$name.lines" || true)"
    diff "$work/$name.plain" "$work/$name.ours" | grep '^>' || true
    diff "$work/$name.plain-words" "$work/$name.our-words" | grep '^[<>]' | head -n 8 || true
    grep -oE 'compiled locally: .*' "$work/$name.lines" | sed -E 's/[0-9.]+:[0-9]+//; s/[^ ]*\.(c|cpp|cc|o|i)\b/FILE/g' |
        sort | uniq -c | sort -rn | head -n 8
    rm -rf "${work:?}/$name"
done
