#!/usr/bin/env bash
# Fetches a Debian source package without touching the machine's own lists and unpacks it. Prints the directory.
# source-package.sh NAME CACHE INTO
set -euo pipefail

name="$1" cache="$2" into="$3"
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

options=(-o "Dir::Etc::SourceList=$cache/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$cache/lists" -o "Dir::Cache=$cache/apt" -o Debug::NoLocking=1 -o APT::Sandbox::User=root
    -o Acquire::Retries=3 -qq)

if ! compgen -G "$cache/$name/*.dsc" >/dev/null; then
    # The archives this machine installs from, asked for their sources.
    # shellcheck disable=SC2016 # apt expands these
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
        awk '$4 == "Debian" || $4 == "Ubuntu" { print "deb-src " $1, $2, $3 }' | sort -u >"$cache/sources.list"
    mkdir -p "$cache/lists" "$cache/apt" "$cache/$name.new"
    apt-get "${options[@]}" update >&2
    (cd "$cache/$name.new" && apt-get "${options[@]}" source --download-only "$name" >&2)
    rm -rf "${cache:?}/$name"
    mv "$cache/$name.new" "$cache/$name"
fi

dpkg-source -q --no-check -x "$cache/$name"/*.dsc "$into/$name" >&2
printf '%s\n' "$into/$name"
