# shellcheck shell=bash disable=SC2154 # root and binary come from build.sh, which sources this
# Puts what was built under a prefix.

install_under()
{
    local prefix="$1" page unit name
    install -D -m 755 "$binary" "$prefix/bin/distplusplus"
    install_links "$prefix"

    for page in "$root"/Distplusplus/man/*.[1-8]; do
        [[ ! -e $page ]] || install -D -m 644 "$page" "$prefix/share/man/man${page##*.}/${page##*/}"
    done
    for unit in "$root"/Distplusplus/packaging/*.service "$root"/Distplusplus/packaging/*.socket; do
        [[ -e $unit ]] || continue
        install -D -m 644 "$unit" "$prefix/lib/systemd/system/${unit##*/}"
        sed -i "s|/usr/bin/distplusplus|$prefix/bin/distplusplus|g" "$prefix/lib/systemd/system/${unit##*/}"
    done
    while read -r name target; do
        [[ ! -e $root/Distplusplus/packaging/$name ]] ||
            install -D -m 644 "$root/Distplusplus/packaging/$name" "$prefix/$target"
    done <<'LIST'
completions/distplusplus.bash share/bash-completion/completions/distplusplus
completions/_distplusplus share/zsh/site-functions/_distplusplus
completions/distplusplus.fish share/fish/vendor_completions.d/distplusplus.fish
distplusplus.toml share/doc/distplusplus/distplusplus.toml
LIST
    install -D -m 644 "$root/README.md" "$prefix/share/doc/distplusplus/README.md"

    printf 'installed under %s\n' "$prefix"
    # shellcheck disable=SC2016 # the reader's PATH, not ours
    printf 'to compile through it: PATH="%s/libexec/distplusplus:$PATH" make\n' "$prefix"
}

# Links only for compilers that are here: a build system that looks for clang must not find a link to nothing.
install_links()
{
    local prefix="$1" directory compiler name
    directory="$prefix/libexec/distplusplus"
    install -d "$directory"
    for compiler in /usr/bin/* /usr/local/bin/*; do
        name="${compiler##*/}"
        [[ -x $compiler && $name =~ ^([a-z0-9_]+(-[a-z0-9_]+)+-)?(cc|c\+\+|gcc|g\+\+|clang|clang\+\+)(-[0-9.]+)?$ ]] ||
            continue
        [[ $(readlink -f "$compiler") != "$(readlink -f "$prefix/bin/distplusplus")" ]] || continue
        ln -sfn ../../bin/distplusplus "$directory/$name"
    done
}
