#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Kneepoint, sweeps two simulated endpoints with kneepoint-load (half a minute) and compares them. Then opens the
# window on the example results and those sweeps, while they are still growing. Without a display it writes the comparison
# reports and their charts instead and prints where. The second build takes seconds.
# usage: scripts/demo.sh [OUTPUT-FOLDER]
set -eu
cd "$(dirname "$0")/.."

export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
scripts/deps.sh build
cmake --preset release >/dev/null
cmake --build --preset release --target kneepoint kneepoint-load

program=build/release/app/kneepoint/kneepoint
examples=resources/examples
out=${1:-demo-output}
sweeps=$out/simulated
mkdir -p "$sweeps"
load=build/release/app/load/kneepoint-load
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    scripts/simulated_sweeps.sh "$load" "$sweeps" &
    measuring=$!
    trap 'kill "$measuring" 2>/dev/null || true' EXIT INT TERM
    "$program" "$examples" "$sweeps"
    exit
fi

echo "Sweeping two simulated endpoints, base and compressed; half a minute."
scripts/simulated_sweeps.sh "$load" "$sweeps"
"$program" compare "$sweeps"
"$program" report "$sweeps" --charts svg -o "$sweeps/comparison.md"
for pair in h200-llama-3.1-8b-fp8/streams h200-llama-3.1-8b-fp8/sweep tiny-llama-int3-accuracy; do
    mkdir -p "$out/$pair"
    "$program" report "$examples/$pair" --charts svg -o "$out/$pair/comparison.md"
done
echo
echo "No display: wrote the reports and their charts instead of opening the window:"
find "$out" -type f | sort
