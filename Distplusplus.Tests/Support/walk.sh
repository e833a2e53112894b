#!/usr/bin/env bash
# Records a walk of a new user, as it is: two build hosts on this machine that have names, addresses and users of their own,
# a real program, a host that breaks. As root, because all that lives in namespaces.
# walk.sh BINARY >Distplusplus/guides/walk.md
# shellcheck disable=SC2016 # what is shown is expanded by who types it
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
binary="$(realpath "$1")"

if [[ ${2-} != inside ]]; then
    work="$(mktemp -d)"
    trap 'rm -rf "$work"' EXIT
    chmod 755 "$work"
    bash "$here/source-package.sh" bzip2 "${TMPDIR:-/tmp}/distplusplus-sources-$EUID" "$work" >/dev/null 2>&1
    printf '127.0.0.1 localhost\n10.0.0.1 build1\n10.0.0.2 build2\n10.0.0.3 laptop\n' >"$work/hosts"
    sed '/:1000:1000:/d; /:1001:1001:/d' /etc/passwd >"$work/passwd"
    printf '%s:x:%s:%s::/home/%s:/bin/bash\n' ann 1000 1000 ann builder 1001 1001 builder >>"$work/passwd"
    unshare --net --mount --uts --pid --fork --mount-proc bash "$0" "$binary" inside "$work"
    exit
fi

work="$3"
for number in 1 2 3; do
    ip address add "10.0.0.$number/32" dev lo
done
ip link set lo up
mount --bind "$work/hosts" /etc/hosts
mount --bind "$work/passwd" /etc/passwd
mount -t tmpfs home /home
mount -t tmpfs local /usr/local
hostname laptop
for user in ann build1 build2; do
    mkdir -p "/home/$user/tmp" "/home/$user/.config/distplusplus"
    mkdir -m 700 "/home/$user/run"
done
cp -r "$work/bzip2" /home/ann/bzip2
chown -R 1000:1000 /home/ann
chown -R 1001:1001 /home/build1 /home/build2
declare -A hosts

# as USER HOME COMMAND… : becomes it.
as()
{
    exec setpriv --reuid "$1" --regid "$1" --clear-groups env -i HOME="/home/$2" USER="$2" TMPDIR="/home/$2/tmp" \
        XDG_RUNTIME_DIR="/home/$2/run" LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin "${@:3}"
}

# Types each line and shows what comes.
show()
{
    local line
    printf '\n```\n'
    for line; do
        printf '$ %s\n' "$line"
        (cd "$directory" && as 1000 ann bash -c "$line" 2>&1 </dev/null) || true
    done
    printf '```\n'
}

# As show, at a terminal, with an answer to what is asked.
converse()
{
    printf '\n```\n$ %s\n' "$1"
    (cd "$directory" && as 1000 ann script -qec "$1" /dev/null < <(sleep 2 && echo "$2")) | tr -d '\r'
    printf '```\n'
}

# watch LINE: what the live view shows while that runs.
watch()
{
    local view=(as 1000 ann tmux -S /home/ann/run/tmux)
    ("${view[@]}" -f /dev/null new-session -d -x 100 -y 8 'TERM=screen distplusplus hosts --watch')
    (cd "$directory" && as 1000 ann bash -c "$1") &
    for _ in $(seq 200); do
        ("${view[@]}" capture-pane -p) >"$work/screen"
        [[ $(grep -c compiles "$work/screen") -lt 3 ]] || break
        sleep 0.05
    done
    printf '\n```\n$ distplusplus hosts --watch\n'
    sed 's/ *$//' "$work/screen"
    printf '```\n'
    wait $!
    ("${view[@]}" kill-server)
}

# start NAME ADDRESS: a host of that name.
start()
{
    as 1001 "$1" "${serve[@]}" --listen "$2:3633" 2>"$work/$1.log" >/dev/null </dev/null &
    hosts[$1]=$!
    for _ in $(seq 100); do
        ! grep -q 'listening on' "$work/$1.log" || return 0
        sleep 0.1
    done
    cat "$work/$1.log" >&2
    exit 1
}

directory="$root"
cat <<'TEXT'
# A recorded session

Two build hosts, `build1` and `build2`, and `laptop`, which builds. `Distplusplus.Tests/Support/walk.sh` records the
session in namespaces of one machine with two cores, so the times have no meaning.

## Install on all three machines

```
$ ./build.sh install --prefix /usr/local
TEXT
# shellcheck source=Distplusplus.Tests/Support/install.sh
source "$here/install.sh"
install_here /usr/local
# Machines that have one compiler make a walk that can be read.
find /usr/local/libexec/distplusplus -type l ! -name gcc ! -name g++ -delete
serve=(distplusplus serve --slots 2 --log-level info --compilers /usr/local/libexec/distplusplus)
printf '```\n\n## Start the hosts\n'
start build1 10.0.0.1
start build2 10.0.0.2
directory=/home/ann
printf '\n```\n$ %s --listen 10.0.0.1:3633\n' "${serve[*]}"
cat "$work/build1.log"
printf '```\n'
printf '\n## Pair with the hosts\n'
converse 'distplusplus hosts pair build1' yes
printf '\nAdd the line with the key to `~/.config/distplusplus/authorized_clients` on `build1`, and likewise on %s.\n' '`build2`'
(as 1000 ann distplusplus hosts pair --yes build2) >"$work/pair" 2>&1
for host in build1 build2; do
    grep '^SHA256:' "$work/pair" >"/home/$host/.config/distplusplus/authorized_clients"
    chown 1001:1001 "/home/$host/.config/distplusplus/authorized_clients"
done
echo 'servers = ["build1:3633", "build2:3633"]' >/home/ann/.config/distplusplus/distplusplus.toml
printf '\n## Check\n'
show 'cat ~/.config/distplusplus/distplusplus.toml' 'distplusplus check' 'distplusplus hosts'
printf '\n## Build a real program\n'
directory=/home/ann/bzip2
show 'export DISTPLUSPLUS_LOG_LEVEL=info; make -j$(distplusplus hosts --jobs) CC="distplusplus gcc" CFLAGS="-O2 -g" >make.log 2>build.log' \
    'head -n 4 build.log' \
    "sed -nE 's/.*: compiled (on [a-z0-9]+|locally).*/\\1/p' build.log | sort | uniq -c"
printf '\n## Watch it\n\nIn another terminal, during the build:\n'
watch 'make clean >/dev/null; make -j4 CC="distplusplus gcc" CFLAGS="-O2 -g" >make.log 2>build.log'
printf '\n## Summary\n'
show 'distplusplus hosts --summary'
printf '\n## The result is that of the local compiler\n'
show 'mv libbz2.a ours.a && make clean >/dev/null && make CFLAGS="-O2 -g" >make.log' \
    'for archive in ours.a libbz2.a; do ar p $archive | sha256sum; done'
printf '\n## The log of a host\n\n```\n'
grep ': exit 0' "$work/build1.log" | grep -v -e trial -e large | head -n 3
printf '```\n\n## A host fails during a build\n'
(
    until [[ -e /home/ann/bzip2/huffman.o ]]; do sleep 0.01; done
    kill -9 "${hosts[build2]}"
) &
show 'make clean >/dev/null; make -j4 CC="distplusplus gcc" CFLAGS="-O2 -g" >make.log; echo exit code $?' \
    'ar p libbz2.a | sha256sum' 'distplusplus check | grep -A 1 ^problem' 'distplusplus hosts'
printf '\n## The host returns\n'
start build2 10.0.0.2
show 'distplusplus hosts'
kill "${hosts[@]}"
wait
