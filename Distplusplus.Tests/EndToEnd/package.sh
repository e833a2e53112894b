#!/usr/bin/env bash
# Installs the Debian package on this machine as it would be after it: in a mount namespace, everything written goes into
# memory. Then the service's command runs as the service's user, and the package goes again. package.sh BINARY
set -euo pipefail

export PATH="$PATH:/usr/sbin:/sbin"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
binary="$1"

fail()
{
    printf '%s\n' "$*" >&2
    exit 1
}

# shellcheck source=Distplusplus.Tests/Support/install.sh
source "$root/Distplusplus.Tests/Support/install.sh"

# Inside, as root of the machine with the package.
if [[ ${2-} == inside ]]; then
    dpkg -i /distplusplus.deb >/dev/null
    printf 'user: %s\n' "$(getent passwd distplusplus | cut -d: -f1,6,7)"
    printf 'enabled: %s\n' "$(readlink /etc/systemd/system/multi-user.target.wants/distplusplus.service)"
    printf 'gcc: %s\n' "$(readlink /usr/libexec/distplusplus/gcc)"
    sed -n 's/^ExecStart=/command: /p' /lib/systemd/system/distplusplus.service

    cd /tmp
    echo 'int answer(void) { return 42; }' >package.c
    install -d -o distplusplus /var/cache/distplusplus /tmp/host
    read -ra command < <(sed -n 's/^ExecStart=//p' /lib/systemd/system/distplusplus.service)
    : >/tmp/host.log
    TMPDIR=/tmp/host CACHE_DIRECTORY=/var/cache/distplusplus HOME=/nonexistent \
        setpriv --reuid distplusplus --regid distplusplus --clear-groups \
        "${command[@]}" --listen 127.0.0.1:0 2>/tmp/host.log &
    host=$!
    for _ in $(seq 100); do
        ! grep -q 'listening on' /tmp/host.log || break
        sleep 0.1
    done
    address="$(sed -n 's/.*listening on //p' /tmp/host.log)"
    [[ -n $address ]] || fail "the host did not start: $(cat /tmp/host.log)"
    DISTPLUSPLUS_SERVERS="$address" DISTPLUSPLUS_LOG_LEVEL=info PATH="/usr/libexec/distplusplus:$PATH" \
        gcc -c package.c 2>&1 | sed -E 's/^(distplusplus: package.c: compiled on ).*/\1the host/'
    printf 'host runs as: %s\n' "$(stat -c %U "/proc/$host")"
    kill "$host"
    wait "$host"
    printf 'host ended with %d\n' "$?"

    echo '# mine' >>/etc/distplusplus/distplusplus.toml
    dpkg-deb -R /distplusplus.deb /tmp/next
    sed -i 's/^Version: .*/Version: 99-1/' /tmp/next/DEBIAN/control
    dpkg-deb -b /tmp/next /tmp/next.deb >/dev/null
    dpkg -i /tmp/next.deb >/dev/null
    printf 'upgraded: %s, %s\n' "$(dpkg-query -W -f '${Version}' distplusplus)" "$(tail -n 1 /etc/distplusplus/distplusplus.toml)"
    printf 'units: %s\n' "$(cd /lib/systemd/system && echo distplusplus.*)"

    install -d -o distplusplus /var/lib/distplusplus
    : >/var/lib/distplusplus/host.pem
    dpkg -r distplusplus >/dev/null
    printf 'removed: %s\n' "$(cd / && ls -d usr/bin/distplusplus usr/libexec/distplusplus etc/distplusplus/* 2>/dev/null)"
    dpkg -P distplusplus >/dev/null
    printf 'purged: %s\n' "$(find /etc /usr /var -name '*distplusplus*' ! -path '*/distplusplus-sources-*')"
    exit 0
fi

[[ $EUID -eq 0 ]] || fail "only root may install a package, even on trial"
command -v dh >/dev/null || fail "debhelper is not installed"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
package_deb "$(dpkg --print-architecture)" "$work" >/dev/null
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$work"/*.deb
fi
unshare --mount bash -s -- "$work" "$binary" "$root" <<'NAMESPACE' || fail "no such view of this machine can be made here"
set -eu
mount -t tmpfs memory /mnt
mkdir /mnt/written /mnt/work /mnt/machine
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/written,workdir=/mnt/work /mnt/machine
mount -t proc proc /mnt/machine/proc
mount -t tmpfs run /mnt/machine/run
mount --bind /dev /mnt/machine/dev
cp "$1"/*.deb /mnt/machine/distplusplus.deb
exec chroot /mnt/machine /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root \
    XDG_RUNTIME_DIR=/run/trial bash "$3/Distplusplus.Tests/EndToEnd/package.sh" "$2" inside
NAMESPACE
