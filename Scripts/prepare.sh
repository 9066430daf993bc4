#!/usr/bin/env bash
# Makes sure that this machine can build the package: Swift itself, git, a linker with the C headers, and the
# libraries the Swift toolchain loads. Looks for each by use, installs only what is missing, and says so.
#
# `prepare.sh test` also sees to the optional libraries, so that the tests cover everything; `prepare.sh web` to what
# builds the live page; `prepare.sh bench` to what asks the service in its benches.
set -euo pipefail

readonly swift_required=6.2

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 2; }

# Package names that are the same on every current Debian and Ubuntu.
packages=()
command -v git >/dev/null || packages+=(git ca-certificates)
command -v ld >/dev/null || packages+=(binutils)
[ -e /usr/include/stdio.h ] || packages+=(libc6-dev)
compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null || packages+=(g++)
command -v column >/dev/null || packages+=(bsdextrautils)

# SQLite and zlib are always compiled in.
[ -e /usr/include/sqlite3.h ] || packages+=(libsqlite3-dev)
[ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev)

# Without SUNDIALS the program is complete but for the integrator cvode: only the tests ask for it, and not in vain.
if [ "${1:-}" = test ] && [ ! -e /usr/include/cvode/cvode.h ]; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=(libsundials-dev)
  else
    say "libsundials-dev is missing: the integrator cvode is neither built nor tested"
  fi
fi

# The clients of databases are optional like it; the tests use real servers, which they start and stop themselves.
if [ "${1:-}" = test ]; then
  databases=()
  [ -e /usr/include/postgresql/libpq-fe.h ] || databases+=(libpq-dev)
  [ -e /usr/include/mariadb/mysql.h ] || databases+=(libmariadb-dev)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || databases+=(postgresql)
  { [ -e /usr/sbin/mariadbd ] || command -v mariadbd >/dev/null; } || databases+=(mariadb-server)
  command -v openssl >/dev/null || databases+=(openssl)
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=("${databases[@]}")
  elif [ ${#databases[@]} -gt 0 ]; then
    say "missing: ${databases[*]}; what needs them is neither built nor tested"
  fi
fi

# Trees are compared with the XGBoost of the distribution too.
if [ "${1:-}" = test ] && ! compgen -G '/usr/lib/*/libxgboost.so.0' >/dev/null; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=(libxgboost0)
  else
    say "libxgboost0 is missing: trees are not compared with its version of XGBoost"
  fi
fi

# Modbus is read from servers that others wrote too, and our server by a client that others wrote.
if [ "${1:-}" = test ] && { [ ! -e /usr/include/modbus/modbus.h ] || ! command -v mbpoll >/dev/null; }; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=(libmodbus-dev mbpoll gcc)
  else
    say "libmodbus-dev and mbpoll are missing: Modbus is not tested against them"
  fi
fi

# The live page is looked at in a browser.
if [ "${1:-}" = test ] && ! command -v chromium >/dev/null; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=(chromium)
  else
    say "chromium is missing: the live page is not looked at"
  fi
fi

# Alert rules and the page of metrics are checked by Prometheus' own tool.
if [ "${1:-}" = test ] && ! command -v promtool >/dev/null; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=(prometheus)
  else
    say "promtool is missing: metrics and alert rules are not checked by it"
  fi
fi

# Parquet is read and written without libzstd too, but for pages packed by it.
if [ "${1:-}" = test ] && [ ! -e /usr/include/zstd.h ]; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=(libzstd-dev)
  else
    say "libzstd-dev is missing: Parquet pages packed by Zstandard are neither built nor tested"
  fi
fi

# The service is called by a client that others wrote, with and without TLS.
if [ "${1:-}" = test ] || [ "${1:-}" = web ]; then command -v curl >/dev/null || packages+=(curl); fi
if [ "${1:-}" = test ]; then command -v openssl >/dev/null || packages+=(openssl); fi

# The benches of the service are asked by a client that others wrote, and by one of ours.
if [ "${1:-}" = bench ]; then
  command -v wrk >/dev/null || packages+=(wrk)
  command -v cc >/dev/null || packages+=(gcc)
fi

# The live page is bundled from Debian's React by Debian's esbuild; the tests drive it in Debian's Chromium.
if [ "${1:-}" = test ] || [ "${1:-}" = web ]; then
  web=()
  command -v esbuild >/dev/null || web+=(esbuild)
  command -v tsc >/dev/null || web+=(node-typescript)
  [ -e /usr/share/nodejs/react-dom/client.js ] || web+=(node-react node-react-dom node-csstype node-prop-types)
  python3 -m pip --version >/dev/null 2>&1 || web+=(python3-pip)
  if [ "$1" = test ] && ! command -v chromium >/dev/null; then web+=(chromium); fi
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    packages+=("${web[@]}")
  elif [ ${#web[@]} -gt 0 ]; then
    say "missing: ${web[*]}; the live page is neither built nor tested"
  fi
fi

# The tests run the printed equations in Python, in an environment of their own.
if [ "${1:-}" = test ] && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then packages+=(python3 python3-venv); fi

# A library that the toolchain's programs cannot find shows as "not found".
if swift=$(command -v swift); then
  programs=$(dirname "$(readlink -f "$swift")")
  for program in swift-build swift-frontend clang; do
    [ -e "$programs/$program" ] || continue
    while read -r library; do
      case $library in
        libcurl.*) packages+=(libcurl4-openssl-dev) ;;
        libedit.*) packages+=(libedit-dev) ;;
        libncurses* | libtinfo*) packages+=(libncurses-dev) ;;
        libpython*) packages+=(libpython3-dev) ;;
        libsqlite3.*) packages+=(libsqlite3-dev) ;;
        libstdc++.*) packages+=(g++) ;;
        libuuid.*) packages+=(uuid-dev) ;;
        libxml2.*) packages+=(libxml2-dev) ;;
        libz.*) packages+=(zlib1g-dev) ;;
        libz3.*) packages+=(libz3-dev) ;;
        *) fail "the Swift toolchain needs $library, which this script does not know how to install" ;;
      esac
    done < <(ldd "$programs/$program" 2>/dev/null | awk '/not found/ { print $1 }')
  done
fi

if [ ${#packages[@]} -gt 0 ]; then
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
  command -v apt-get >/dev/null \
    || fail "missing: ${packages[*]} (Debian names); install their like with the package manager of this system"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing: ${packages[*]}; run as root: apt-get install ${packages[*]}"
    as_root=(sudo)
  fi
  say "installing ${packages[*]}, needed to build${1:+ and $1}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}" >&2
fi

[ -n "${swift:-}" ] || fail "swift not found; install Swift $swift_required or newer (https://www.swift.org/install)" \
  "and put its usr/bin on PATH"
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
[ -n "$version" ] || fail "swift does not start; try: swift --version"
oldest=$(printf '%s\n' "$swift_required" "$version" | sort -V | head -n 1)
[ "$oldest" = "$swift_required" ] || fail "found Swift $version, expected $swift_required or newer"
