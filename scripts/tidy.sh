#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs clang-tidy over the project's own sources, two at a time; ends with an error when it finds something.
# The compiler's warnings are left to the compiler (-w).
# usage: scripts/tidy.sh BUILD-FOLDER [FILE...]    without files: all of core and kneepoint-load
set -eu
cd "$(dirname "$0")/.."
build=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else git ls-files 'core/*.cpp' 'app/load/*.cpp' ':!app/load/static'; fi |
    xargs -P 2 -n 4 clang-tidy-19 -p "$build" --quiet --extra-arg=-w 2>"$log" || {
    # Findings stand on standard output; the rest is progress, or why clang-tidy itself failed.
    grep -vE '^\[[0-9]+/[0-9]+\]|warnings? (generated|treated)|^Suppressed' "$log" >&2 || true
    exit 1
}
