# shellcheck shell=bash disable=SC2154 # root and binary come from build.sh, which sources this
# Puts what was built under a prefix, removes it again, makes a Debian package of it.

packaging="$root/Distplusplus/packaging"

# install_under PREFIX [STAGE]: as if STAGE were the root of the machine. What was put where is written down.
install_under()
{
    local prefix="$1" stage="${2-}" page source target unit
    installed=()
    put 755 "$binary" "$prefix/bin/distplusplus"
    put 755 "$packaging/update-links" "$prefix/share/distplusplus/update-links"
    for page in "$root"/Distplusplus/man/*.[1-8]; do
        put 644 "$page" "$prefix/share/man/man${page##*.}/${page##*/}"
    done
    for unit in "$packaging"/*.service "$packaging"/*.socket; do
        [[ -e $unit ]] || continue
        put 644 "$unit" "$prefix/lib/systemd/system/${unit##*/}"
        sed -i "s|/usr/bin/distplusplus|$prefix/bin/distplusplus|g" "$stage$prefix/lib/systemd/system/${unit##*/}"
    done
    while read -r source target; do
        put 644 "$root/$source" "$prefix/$target"
    done <<'LIST'
Distplusplus/packaging/completions/distplusplus.bash share/bash-completion/completions/distplusplus
Distplusplus/packaging/completions/_distplusplus share/zsh/site-functions/_distplusplus
Distplusplus/packaging/completions/distplusplus.fish share/fish/vendor_completions.d/distplusplus.fish
Distplusplus/packaging/distplusplus.sysusers lib/sysusers.d/distplusplus.conf
Distplusplus/packaging/distplusplus.toml share/doc/distplusplus/distplusplus.toml
Distplusplus/packaging/Containerfile share/doc/distplusplus/Containerfile
README.md share/doc/distplusplus/README.md
Distplusplus/THIRD-PARTY.md share/doc/distplusplus/THIRD-PARTY.md
LIST
    for page in "$root"/Distplusplus/guides/*.md; do
        [[ ! -e $page ]] || put 644 "$page" "$prefix/share/doc/distplusplus/guides/${page##*/}"
    done
}

put()
{
    install -D -m "$1" "$2" "$stage$3"
    installed+=("$3")
}

# For people: with links for the compilers of this machine, and a list for uninstall.
install_here()
{
    local prefix="$1"
    install_under "$prefix"
    sh "$packaging/update-links" "$prefix"
    printf '%s\n' "${installed[@]}" "$prefix/share/distplusplus/installed" >"$prefix/share/distplusplus/installed"
    printf 'installed under %s; ./build.sh uninstall --prefix %s removes it\n' "$prefix" "$prefix"
    # shellcheck disable=SC2016 # the reader's PATH, not ours
    printf 'to compile through it: PATH="%s/libexec/distplusplus:$PATH" make\n' "$prefix"
}

uninstall_from()
{
    local prefix="$1" list="$1/share/distplusplus/installed" name link
    [[ -e $list ]] || fail "nothing of ours is installed under $prefix: there is no $list"
    for link in "$prefix"/libexec/distplusplus/*; do
        [[ ! -L $link || $(readlink "$link") != ../../bin/distplusplus ]] || rm -f "$link"
    done
    mapfile -t installed <"$list"
    for name in "${installed[@]}"; do
        rm -f "$name"
    done
    # Directories that nobody else uses.
    for name in "${installed[@]}" "$prefix/libexec/distplusplus/link"; do
        remove_empty "$prefix" "${name%/*}"
    done
    printf 'removed from %s\n' "$prefix"
}

remove_empty()
{
    local prefix="$1" directory="$2"
    while [[ $directory == "$prefix"/* ]] && rmdir "$directory" 2>/dev/null; do
        directory="${directory%/*}"
    done
}

# package_deb ARCHITECTURE INTO: with Debian's own tools, in a directory of its own.
package_deb()
{
    local architecture="$1" into="$2" tree="$2/deb" stage made
    command -v dh >/dev/null || fail "debhelper is missing: apt-get install debhelper"
    stage="$tree/build/stage"
    rm -rf "$tree"
    mkdir -p "$stage"
    cp -r "$packaging/debian" "$tree/build/debian"
    # Unit and user go in by debhelper, which also enables and makes them.
    cp "$packaging"/distplusplus.{service,socket,sysusers} "$tree/build/debian/"
    install_under /usr "$stage"
    rm -r "$stage/usr/lib"
    install -D -m 644 "$packaging/distplusplus.toml" "$stage/etc/distplusplus/distplusplus.toml"
    (cd "$tree/build" && dpkg-buildpackage -b -uc -us -a "$architecture") >"$tree/log" 2>&1 || {
        tail -n 20 "$tree/log" >&2
        fail "the package was not made; $tree/log tells all"
    }
    made="$(basename "$tree"/distplusplus_*.deb)"
    mv "$tree/$made" "$into/$made"
    rm -rf "$tree"
    printf 'made %s (%s bytes)\n' "${into#"$root"/}/$made" "$(stat -c %s "$into/$made")"
}
