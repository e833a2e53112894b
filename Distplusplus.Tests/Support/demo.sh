#!/usr/bin/env bash
# Compiles a few sources plainly and through a build host of this machine and compares. demo.sh BINARY
set -euo pipefail

binary="$1"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
host=
remote=0

clean_up()
{
    [[ -z $host ]] || kill "$host" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

fail()
{
    printf '\ndemo failed: %s\n' "$*" >&2
    [[ ! -s $work/host.log ]] || sed 's/^/  host: /' "$work/host.log" >&2
    exit 1
}

# The host prints "listening on …" on its standard error once it can be asked.
start_host()
{
    local user=()
    [[ $EUID -ne 0 ]] || user=(--user root) # the directories here are this user's alone
    "$binary" serve --listen 127.0.0.1:0 "${user[@]}" </dev/null >"$work/host.out" 2>"$work/host.log" &
    host=$!
    local waited
    for ((waited = 0; waited < 200; waited++)); do
        address="$(sed -nE 's/.*listening on (http:\/\/)?([^ /]+:[0-9]+).*/\2/p' "$work/host.log" | head -n 1)"
        [[ -z $address ]] || return 0
        kill -0 "$host" 2>/dev/null || fail "the build host ended at once"
        sleep 0.05
    done
    fail "the build host did not say where it listens"
}

# compare NAME EXPECTED-PLACE COMMAND…: COMMAND names the compiler's words only, "-o out" is added here.
compare()
{
    local name="$1" compiler="$2" output="$3"
    shift 3
    local plain_code=0 farm_code=0 place
    (cd "$work/src" && "$compiler" "$@" -o "$output") >"$work/plain.out" 2>"$work/plain.err" || plain_code=$?
    mv "$work/src/$output" "$work/plain.object" 2>/dev/null || true
    (cd "$work/src" && "${face[@]}" "$@" -o "$output") >"$work/farm.out" 2>"$work/farm.all" || farm_code=$?
    grep -v '^distplusplus' "$work/farm.all" >"$work/farm.err" || true
    place="$(grep '^distplusplus' "$work/farm.all" || true)"

    [[ $plain_code -eq $farm_code ]] || fail "$name: exit code $farm_code, plainly $plain_code"
    cmp -s "$work/plain.out" "$work/farm.out" || fail "$name: another standard output than plainly"
    diff -u "$work/plain.err" "$work/farm.err" || fail "$name: other messages than plainly"
    cmp "$work/plain.object" "$work/src/$output" || fail "$name: another $output than plainly"
    [[ -n $place ]] || fail "$name: no line said where it was compiled"
    [[ $place != *"$address"* ]] || remote=$((remote + 1))
    printf 'same  %-34s %6d bytes   %s\n' "$name" "$(stat -c %s "$work/src/$output")" "$place"
    compared=$((compared + 1))
}

# The same compile as the binary's first word and through a symlink of the compiler's name.
both_faces()
{
    local compiler="$1" output="$2"
    shift 2
    face=("$binary" "$compiler")
    compare "distplusplus $compiler ${*: -1}" "$compiler" "$output" "$@"
    ln -sf "$binary" "$work/links/$compiler"
    face=("$work/links/$compiler")
    compare "links/$compiler ${*: -1}" "$compiler" "$output" "$@"
}

compared=0
mkdir "$work/links"
cp -r "$here/demo" "$work/src"
start_host
printf 'build host on %s\n\n' "$address"
export DISTPLUSPLUS_SERVERS="$address" DISTPLUSPLUS_LOG_LEVEL=info DISTPLUSPLUS_CONFIG=/dev/null

for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    both_faces "$compiler" area.o -O2 -Wall -c area.c
    both_faces "$compiler" warns.o -O2 -Wall -c warns.c
    both_faces "$compiler" area.s -O1 -S area.c
done
for compiler in g++ clang++; do
    command -v "$compiler" >/dev/null || continue
    both_faces "$compiler" words.o -O2 -Wall -c words.cpp
done

[[ $compared -gt 0 ]] || fail "there is no compiler here"
[[ $remote -gt 0 ]] || fail "nothing was compiled at the host"

kill "$host"
ended=0
wait "$host" || ended=$?
host=
[[ $ended -eq 0 ]] || fail "the build host ended with $ended"
printf '\n%d compiles, %d of them at the host, every result the same as the plain compiler gives\n' \
    "$compared" "$remote"
