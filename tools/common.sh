# shellcheck shell=bash
# What the tools share. Sourced by them; does nothing on its own.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# One job a processor; a C++ file with gRPC takes up to 600 MB.
jobs=${DRIEHOEK_JOBS:-$(nproc)}

# The same object files serve every checkout and every clean build.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root}
export CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}
export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-10G}
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-include_file_mtime,include_file_ctime,time_macros}

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# usage_of FILE: the comment at its top, for --help.
usage_of() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$1"; }

# build PRESET [TARGET...]: configures and builds it, everything by default.
build() {
  local preset=$1
  shift
  (
    cd "$root" || exit
    mkdir -p build
    cmake --preset "$preset" >"build/$preset.configure.log" 2>&1 ||
      { cat "build/$preset.configure.log"; fail "cannot configure $preset"; }
    cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
  )
}
