#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sweeps two simulated endpoints side by side: one like an 8B model on an H200, one like its FP8 twin. Takes half a minute.
# usage: scripts/simulated_sweeps.sh KNEEPOINT-LOAD FOLDER [SECONDS-OF-A-LEVEL]    writes FOLDER/base and FOLDER/compressed anew
set -eu
folder=$2
seconds=${3:-4}
# shellcheck source=scripts/simulated_endpoints.sh
. "$(dirname "$0")/simulated_endpoints.sh"

sweep() {
    at=$(address "$1")
    exec "$load" run --target "$at" --profile sweep --levels 7 --max-seconds "$seconds" --max-concurrency 64 \
        --prompt-tokens 256 --output-tokens 64 --seed 1 --progress none -o "$folder/$1"
}

rm -rf "$folder/base" "$folder/compressed"
serve base --like h200-8b-bf16 --model simulated-8B-BF16
serve compressed --like h200-8b-fp8 --model simulated-8B-FP8-dynamic
sweep base &
base=$!
sweep compressed &
compressed=$!
pids="$pids $base $compressed"
wait "$base"
wait "$compressed"
