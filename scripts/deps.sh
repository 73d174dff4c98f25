#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian 12 packages that Kneepoint is built and run with. Safe to repeat: does nothing when all are there.
# usage: scripts/deps.sh [build|test]    test adds what only the checks need (clang tools, a virtual display)
set -eu

build='g++ cmake ninja-build ccache pkg-config git ca-certificates
qt6-base-dev qt6-base-dev-tools qt6-charts-dev qt6-svg-dev libqt6opengl6-dev qt6-qpa-plugins libgl1-mesa-dev
libqcustomplot-dev libsimdjson-dev nlohmann-json3-dev libboost1.81-dev libfmt-dev libcli11-dev libcmark-gfm-dev
libcmark-gfm-extensions-dev libyaml-cpp-dev libcsv-dev libarchive-dev libssl-dev libc-ares-dev qcoro-qt6-dev openssh-client fonts-dejavu-core'
test='clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev xvfb xauth shellcheck binutils zip curl openssh-server python3-venv'

case "${1:-build}" in
build) wanted=$build ;;
test) wanted="$build $test" ;;
*) echo "usage: scripts/deps.sh [build|test]" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "deps.sh: run it as root, or install sudo; missing:$missing" >&2; exit 1; }
    as_root=sudo
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the list is meant to be split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
