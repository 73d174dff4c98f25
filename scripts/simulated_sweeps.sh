#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sweeps two simulated endpoints side by side: one like an 8B model on an H200, one like its FP8 twin. Takes half a minute.
# usage: scripts/simulated_sweeps.sh KNEEPOINT-LOAD FOLDER [SECONDS-OF-A-LEVEL]    writes FOLDER/base and FOLDER/compressed anew
set -eu
load=$1
folder=$2
seconds=${3:-4}
work=$(mktemp -d)
pids=
clean_up() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Prints the address of a simulated endpoint once it listens.
address() {
    tries=0
    until grep -q '^listening ' "$work/$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { echo "The simulated endpoint did not start." >&2; exit 3; }
        sleep 0.1
    done
    sed -n 's/^listening //p' "$work/$1"
}

sweep() {
    at=$(address "$1")
    exec "$load" run --target "$at" --profile sweep --levels 7 --max-seconds "$seconds" --max-concurrency 64 \
        --prompt-tokens 256 --output-tokens 64 --seed 1 --progress none -o "$folder/$1"
}

rm -rf "$folder/base" "$folder/compressed"
"$load" simulate --port 0 --like h200-8b-bf16 --model simulated-8B-BF16 >"$work/base" 2>/dev/null &
pids="$pids $!"
"$load" simulate --port 0 --like h200-8b-fp8 --model simulated-8B-FP8-dynamic >"$work/compressed" 2>/dev/null &
pids="$pids $!"
sweep base &
base=$!
sweep compressed &
compressed=$!
pids="$pids $base $compressed"
wait "$base"
wait "$compressed"
