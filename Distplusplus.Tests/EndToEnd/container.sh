#!/usr/bin/env bash
# By hand, as root: the steps of the container file, one after the other, in a fresh Debian tree, where no container engine
# is at hand; then a compile through the host they leave. container.sh BINARY [DIRECTORY for the tree]
set -euo pipefail

binary="$(realpath "$1")"
tree="${2:-${TMPDIR:-/tmp}/distplusplus-container}"
recipe="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/Distplusplus/packaging/Containerfile"

inside()
{
    chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
        http_proxy="${http_proxy-}" https_proxy="${https_proxy-}" "$@"
}

clean_up()
{
    [[ -z ${host-} ]] || kill "$host" 2>/dev/null || true
    umount "$tree/proc" 2>/dev/null || true
}
trap clean_up EXIT

# Each step on a line of its own.
steps="$(grep -v '^#' "$recipe" | sed -e ':again' -e '/\\$/{N;s/\\\n *//;b again' -e '}' | grep .)"
user=root
environment=()
while read -r word rest; do
    printf '%s %s\n' "$word" "$rest"
    case "$word" in
        FROM)
            archive="$(apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages' | head -n 1)"
            [[ -e $tree/etc/debian_version ]] ||
                debootstrap --variant=minbase "${rest#debian:}" "$tree" "$archive" >"$tree.log" 2>&1
            cp -r /etc/apt/. "$tree/etc/apt/"
            cp /etc/resolv.conf "$tree/etc/resolv.conf"
            mount -t proc proc "$tree/proc"
            ;;
        RUN) inside sh -c "$rest" >>"$tree.log" 2>&1 ;;
        COPY)
            read -r _ target <<<"$rest"
            install -m 755 "$binary" "$tree$target"
            ;;
        USER) user="$rest" ;;
        ENV) environment+=("$rest") ;;
        EXPOSE) ;;
        ENTRYPOINT) mapfile -t entry < <(tr -d '[]"' <<<"$rest" | tr ',' '\n' | sed 's/^ *//') ;;
        *) printf 'no engine here knows %s\n' "$word" >&2; exit 1 ;;
    esac
done <<<"$steps"

start()
{
    # The background job is the host itself: who kills one kills the other.
    exec chroot "$tree" /usr/bin/env -i PATH=/usr/bin:/bin LC_ALL=C HOME=/var/lib/distplusplus "${environment[@]}" \
        setpriv --reuid "$user" --regid "$user" --clear-groups "${entry[@]}" "$@" 2>"$tree.host"
}

listening()
{
    for _ in $(seq 100); do
        ! grep -q 'listening on' "$tree.host" || break
        sleep 0.1
    done
}

printf '\nwithout a word about who may come:\n'
start &
host=$!
listening
kill "$host"
wait "$host" || true
sed 's/^/  /' "$tree.host"
printf '\nwith --insecure-plaintext:\n'
: >"$tree.host"
start --insecure-plaintext --listen 127.0.0.1:0 &
host=$!
listening
sed 's/^/  /' "$tree.host"
address="$(sed -nE 's/.*"Message":"listening on ([^"]+)".*/\1/p' "$tree.host")"
inside sh -c "cd /tmp && echo 'int answer(void) { return 42; }' >a.c &&
    DISTPLUSPLUS_SERVERS=$address DISTPLUSPLUS_LOG_LEVEL=info distplusplus gcc -c a.c"
