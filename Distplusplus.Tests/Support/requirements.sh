# shellcheck shell=bash
# What the verbs of build.sh need, and how it comes onto a Debian machine. Sourced by build.sh.

# Each line: package, and a file or command that shows it is there.
test_packages=(
    gcc:gcc g++:g++ clang:clang make:make cmake:cmake binutils:objcopy
    distcc:distcc ccache:ccache strace:strace iproute2:ip nftables:nft bubblewrap:bwrap acl:setfacl gdb:gdb shellcheck:shellcheck
    tmux:tmux mandoc:mandoc
    dpkg-dev:dpkg-source csmith:csmith libcsmith-dev:/usr/include/csmith/csmith.h llvm-14:llvm-dwarfdump-14
    protobuf-compiler:protoc protobuf-compiler-grpc:grpc_python_plugin
    python3-grpcio:/usr/lib/python3/dist-packages/grpc/__init__.py
    python3-protobuf:/usr/lib/python3/dist-packages/google/protobuf/__init__.py
    libboost-dev:/usr/include/boost/version.hpp libfmt-dev:/usr/include/fmt/core.h
    nlohmann-json3-dev:/usr/include/nlohmann/json.hpp libeigen3-dev:/usr/include/eigen3/Eigen/Core
)
test_packages+=(chromium:chromium debhelper:dh lintian:lintian)
# What the guides use.
test_packages+=(meson:meson ninja-build:ninja autoconf:autoconf automake:automake gcc-aarch64-linux-gnu:aarch64-linux-gnu-gcc)
# What debian/rules and makefiles of the programs built in EndToEnd ask for.
test_packages+=(libreadline-dev:/usr/include/readline/readline.h libtool-bin:libtool googletest:/usr/src/googletest/CMakeLists.txt
    libtool:libtoolize autoconf:autoreconf automake:automake)
# shellcheck disable=SC2034 # used by build.sh
demo_packages=(gcc:gcc g++:g++ clang:clang)
# shellcheck disable=SC2034 # used by build.sh
bench_packages=(gcc:gcc g++:g++ python3:/usr/bin/python3 distcc:distcc icecc:icecc iproute2:ip make:make)

require_dotnet()
{
    if ! command -v dotnet >/dev/null; then
        fail "the .NET SDK 10 is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
    fi
    if ! dotnet --version >/dev/null 2>&1; then
        fail "no .NET SDK here fits global.json: install 10.0, https://dotnet.microsoft.com/download/dotnet/10.0"
    fi
}

require_linker()
{
    if ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
        want_packages "linking the native binary" gcc:gcc
        command -v gcc >/dev/null || fail "a C compiler is missing, it links the native binary: install gcc"
    fi
}

# want_packages WHAT-FOR PACKAGE:WITNESS…  installs what is missing where that may be done, else says it in one line.
want_packages()
{
    local purpose="$1" entry witness missing=()
    shift
    for entry in "$@"; do
        witness="${entry#*:}"
        case "$witness" in
            /*) [[ -e $witness ]] || missing+=("${entry%%:*}") ;;
            *) command -v "$witness" >/dev/null || missing+=("${entry%%:*}") ;;
        esac
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
        printf 'missing for %s, what needs it is left out: apt-get install %s\n' "$purpose" "${missing[*]}" >&2
        return 0
    fi
    printf 'installing for %s: %s\n' "$purpose" "${missing[*]}" >&2
    install_quietly "${missing[@]}" && return 0
    apt-get update -qq >/dev/null 2>&1 || true
    install_quietly "${missing[@]}" && return 0
    # One name that this release does not know must not keep the others out.
    for entry in "${missing[@]}"; do
        install_quietly "$entry" || printf 'could not be installed: %s\n' "$entry" >&2
    done
}

install_quietly()
{
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        </dev/null >/dev/null 2>&1
}
