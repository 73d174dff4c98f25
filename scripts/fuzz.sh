#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs every fuzz target for some seconds on its own small corpus; a finding ends it with the input kept.
# usage: scripts/fuzz.sh BUILD-FOLDER [SECONDS]
set -eu
cd "$(dirname "$0")/.."
build=$1
seconds=${2:-10}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$target" ] || continue
    name=$(basename "$target")
    mkdir -p "$scratch/$name"
    seeds=tests/fuzz/corpus/${name#fuzz_}
    [ -d "$seeds" ] || seeds=
    # shellcheck disable=SC2086 # an absent folder must vanish
    "$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=25 -verbosity=0 -print_final_stats=0 \
        -artifact_prefix="$build/$name-" "$scratch/$name" $seeds >"$scratch/$name.log" 2>&1 ||
        { tail -n 30 "$scratch/$name.log"; echo "$name found something; its input is in $build" >&2; exit 1; }
    echo "$name: no finding in $seconds s"
done
