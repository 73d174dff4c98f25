#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Kneepoint and runs its tests. Ends with ctest's own summary.
# usage: scripts/test.sh          build and test
#        scripts/test.sh --live   also the real GuideLLM and lm_eval, which are installed into a cache folder once; may follow --all
#        scripts/test.sh --all    also formatting, clang-tidy, and what does not wait for hosts under sanitizers with a short
#                                 run of the fuzz targets: with --live what the integration runs
#        scripts/test.sh --fuzz [SECONDS]    a longer run of the fuzz targets, each 60 seconds unless told
set -eu
cd "$(dirname "$0")/.."
all='' live=''
if [ "${1:-}" = --fuzz ]; then
    scripts/deps.sh test
    cmake --preset asan >/dev/null
    cmake --build --preset asan
    exec scripts/fuzz.sh build/asan "${2:-60}"
fi
for option; do
    case $option in
    --all) all=yes ;;
    --live) live=yes ;;
    *) echo "usage: scripts/test.sh [--all] [--live] | --fuzz [SECONDS]" >&2; exit 2 ;;
    esac
done

# Objects are shared between checkouts and build folders: paths below the checkout count as relative.
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1

step() { printf '\n== %s (%s)\n' "$1" "$(date +%H:%M:%S)"; }
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-2}"
# Nothing of the user's own settings, and no network proxy, may change a test.
XDG_CONFIG_HOME=$(mktemp -d) XDG_STATE_HOME=$XDG_CONFIG_HOME/state
export XDG_CONFIG_HOME XDG_STATE_HOME
trap 'rm -rf "$XDG_CONFIG_HOME"' EXIT

if [ -n "$all" ]; then
    step "Packages"
    scripts/deps.sh test
    step "Formatting and scripts"
    git ls-files '*.cpp' '*.h' | xargs clang-format-19 --dry-run --Werror
    git ls-files '*.sh' .ci/run | xargs shellcheck -s sh
else
    scripts/deps.sh build
fi

step "Build"
cmake --preset dev >/dev/null
cmake --build --preset dev

if [ -n "$all" ]; then
    step "clang-tidy"
    scripts/tidy.py build/dev
    step "Sanitizers"
    cmake --preset asan >/dev/null
    cmake --build --preset asan
    # What mostly waits for hosts is left to the plain build here; "ctest --preset asan" runs all.
    ctest --preset asan -E '^(hosts|runs|live)\.|^app\.test_run_command$'
fi

if [ -n "$live" ]; then
    step "Real tools"
    tools=$(scripts/live.sh)
    eval "$tools"
fi
step "Tests"
ctest --preset dev
