#!/usr/bin/env bash
# Builds, tries, measures and installs Distplusplus. Plain ./build.sh lists what it can do.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"
support="$root/Distplusplus.Tests/Support"
binary="$root/artifacts/distplusplus"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# shellcheck source=Distplusplus.Tests/Support/requirements.sh
source "$support/requirements.sh"

usage()
{
    cat <<'TEXT'
./build.sh VERB

  demo                      build, start a build host here, compile through it, compare with the plain compiler
  test [FILTER]             build and run the tests; FILTER is a part of a test's name or a dotnet test filter
  bench [--long]            build and measure what a compile costs, beside distcc and icecream, into
                            Distplusplus/BENCHMARKS.md; --long: slow links, growth, real programs too
  publish [ARCH]            build artifacts/distplusplus, one native file that needs nothing else; for the other of
                            amd64 and arm64 in artifacts/ARCH
  install [--prefix DIR]    put binary, compiler links, man pages, completions and units under DIR (/usr/local)
  uninstall [--prefix DIR]  take away what install put there
  package [ARCH]            make artifacts/*.deb, a Debian package with the build host as a service
  reproduce                 build this commit twice, in two directories, and compare the binaries
  format                    bring the source into shape, check the scripts
  all                       publish, test, demo
TEXT
}

fail()
{
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

# This machine as Debian names it.
machine()
{
    case "$(uname -m)" in
        x86_64) echo amd64 ;;
        aarch64 | arm64) echo arm64 ;;
        *) fail "no native build for $(uname -m): x86_64 and aarch64 only" ;;
    esac
}

# publish [ARCH]: sets binary, too.
publish()
{
    require_dotnet
    local here architecture rid prefix options
    here="$(machine)"
    architecture="${1:-$here}"
    case "$architecture" in
        amd64) rid=linux-x64 prefix=x86_64-linux-gnu ;;
        arm64) rid=linux-arm64 prefix=aarch64-linux-gnu ;;
        *) fail "there is no native build for '$architecture': amd64 and arm64 only" ;;
    esac
    if [[ $architecture == "$here" ]]; then
        require_linker
        mapfile -t options < <(lock_options "$rid")
    else
        want_packages "linking for $architecture" clang:clang "gcc-${prefix//_/-}:$prefix-gcc"
        # The lock file is for a machine that compiles for itself.
        options=(-p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=obj/none.lock.json
            -p:CppCompilerAndLinker=clang "-p:ObjCopyName=$prefix-objcopy")
        binary="$root/artifacts/$architecture/distplusplus"
    fi
    dotnet publish Distplusplus/Distplusplus.csproj -c Release -r "$rid" -o "${binary%/*}" --nologo -v quiet \
        -clp:NoSummary -warnaserror "${options[@]}"
    [[ -x $binary ]] || fail "the build left no $binary"
    printf 'built %s (%s bytes)\n' "${binary#"$root"/}" "$(stat -c %s "$binary")"
}

# Packages are taken only with the digests of the lock file. It also names what the SDK brings along: another SDK builds
# with its own, and without the lock.
lock_options()
{
    local lock="Distplusplus/packages.$1.lock.json" bundled
    bundled="$(dotnet msbuild Distplusplus/Distplusplus.csproj -getProperty:BundledNETCoreAppPackageVersion)"
    if grep -A 3 '"Microsoft.DotNet.ILCompiler"' "$lock" | grep -Fq "\"resolved\": \"$bundled\""; then
        echo -p:RestoreLockedMode=true
    else
        printf 'this SDK brings .NET %s, %s is for another one: packages are not checked against it\n' \
            "$bundled" "$lock" >&2
        printf '%s\n' -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=obj/none.lock.json
    fi
}

# A word is part of a test's name; anything with an operator is dotnet's own filter language.
test_filter()
{
    case "$1" in
        *[=~!\&\|]*) printf '%s' "$1" ;;
        *) printf 'FullyQualifiedName~%s' "$1" ;;
    esac
}

run_tests()
{
    want_packages "the tests" "${test_packages[@]}"
    publish
    local results="$root/artifacts/test-results"
    rm -rf "$results"
    local arguments=(Distplusplus.Tests/Distplusplus.Tests.csproj -c Release --nologo -v quiet
        --results-directory "$results" --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=minimal")
    if [[ $# -gt 0 && -n $1 ]]; then
        arguments+=(--filter "$(test_filter "$1")")
    fi
    local outcome=0
    dotnet test "${arguments[@]}" </dev/null || outcome=$?
    count_tests "$results/tests.trx" || outcome=1
    return "$outcome"
}

# Says "N passed, N failed" as the last line, what was skipped on the line before; zero tests are a failure too.
count_tests()
{
    local counters
    counters="$(grep -o '<Counters [^>]*>' "$1" 2>/dev/null)" || {
        printf 'build.sh: no test results were written\n0 passed, 0 failed\n'
        return 1
    }
    local total passed executed
    total="$(attribute total "$counters")"
    executed="$(attribute executed "$counters")"
    passed="$(attribute passed "$counters")"
    local failed=$((executed - passed)) skipped=$((total - executed))
    [[ $total -gt 0 ]] || printf 'build.sh: no test matched\n'
    [[ $skipped -eq 0 ]] || skipped_tests "$1"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [[ $passed -gt 0 && $failed -eq 0 ]]
}

# The skipped tests with the first line of each one's reason.
skipped_tests()
{
    printf 'skipped:\n'
    awk '/outcome="NotExecuted"/ { name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name) }
        name != "" && /<Message>/ { sub(/.*<Message> */, ""); sub(/<.*/, ""); print "  " name ": " $0; name = "" }' "$1" |
        sed "s/&quot;/\"/g; s/&apos;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g"
}

attribute()
{
    sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$2"
}

demo()
{
    want_packages "the demo" "${demo_packages[@]}"
    publish
    "$support/demo.sh" "$binary"
}

bench()
{
    want_packages "the benchmarks" "${bench_packages[@]}"
    publish
    "$root/Distplusplus.Tests/Benchmarks/bench.sh" "$binary" "$root/Distplusplus/BENCHMARKS.md" "$@"
}

# The value of --prefix, absolute.
prefix_of()
{
    local verb="$1" prefix=/usr/local
    shift
    while [[ $# -gt 0 ]]; do
        case "$1" in
            --prefix) [[ $# -gt 1 ]] || fail "--prefix needs a directory"; prefix="$2"; shift 2 ;;
            --prefix=*) prefix="${1#*=}"; shift ;;
            *) fail "$verb knows --prefix DIR only, not '$1'" ;;
        esac
    done
    [[ $prefix == /* ]] || prefix="$PWD/$prefix"
    printf '%s' "$prefix"
}

install_all()
{
    local prefix
    prefix="$(prefix_of install "$@")"
    publish
    # shellcheck source=Distplusplus.Tests/Support/install.sh
    source "$support/install.sh"
    install_here "$prefix"
}

uninstall_all()
{
    local prefix
    prefix="$(prefix_of uninstall "$@")"
    # shellcheck source=Distplusplus.Tests/Support/install.sh
    source "$support/install.sh"
    uninstall_from "$prefix"
}

package()
{
    local architecture="${1:-$(machine)}"
    want_packages "the package" debhelper:dh
    publish "$architecture"
    # shellcheck source=Distplusplus.Tests/Support/install.sh
    source "$support/install.sh"
    package_deb "$architecture" "$root/artifacts"
}

# One commit is one binary, whoever builds it and wherever.
reproduce()
{
    local work place
    work="$(mktemp -d)"
    for place in "$work/one" "$work/another/place"; do
        mkdir -p "$place"
        git archive HEAD | tar -x -C "$place"
        (cd "$place" && ./build.sh publish) || fail "the commit does not build"
    done
    sha256sum "$work/one/artifacts/distplusplus" "$work/another/place/artifacts/distplusplus"
    cmp "$work/one/artifacts/distplusplus" "$work/another/place/artifacts/distplusplus" ||
        fail "two builds of one commit differ; they are kept in $work"
    rm -rf "$work"
    echo "both builds are the same, byte for byte"
}

format()
{
    require_dotnet
    dotnet format Distplusplus/Distplusplus.csproj --no-restore -v quiet || fail "dotnet format failed"
    dotnet format Distplusplus.Tests/Distplusplus.Tests.csproj --no-restore -v quiet || fail "dotnet format failed"
    if command -v shellcheck >/dev/null; then
        local scripts
        mapfile -t scripts < <(git ls-files '*.sh' '.ci/run')
        shellcheck -x "${scripts[@]}"
    else
        echo "shellcheck is not installed: the scripts were not checked"
    fi
}

all()
{
    run_tests
    demo
}

verb="${1-}"
[[ $# -eq 0 ]] || shift
case "$verb" in
    demo) demo ;;
    test) run_tests "$@" ;;
    bench) bench "$@" ;;
    publish) publish "$@" ;;
    install) install_all "$@" ;;
    uninstall) uninstall_all "$@" ;;
    package) package "$@" ;;
    reproduce) reproduce ;;
    format) format ;;
    all) all ;;
    '' | help | -h | --help) usage ;;
    *) usage >&2; fail "there is no verb '$verb'" ;;
esac
