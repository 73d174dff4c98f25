#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs clang-tidy over the project's own sources, two at a time.
# usage: scripts/tidy.sh BUILD-FOLDER [FILE...]    without files: all of core, ui and app
set -eu
cd "$(dirname "$0")/.."
build=$1
shift
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else git ls-files 'core/*.cpp' 'ui/*.cpp' 'app/*.cpp'; fi |
    xargs -P 2 -n 4 clang-tidy-19 -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option 2>/dev/null
