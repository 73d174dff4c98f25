#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Kneepoint and opens its window on the example results. Without a display it writes the comparison reports and
# their charts instead and prints where. The second start takes seconds.
# usage: scripts/demo.sh [OUTPUT-FOLDER]
set -eu
cd "$(dirname "$0")/.."

export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
scripts/deps.sh build
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release --target kneepoint

program=build/release/app/kneepoint/kneepoint
examples=resources/examples
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$program" "$examples"
fi

out=${1:-demo-output}
for pair in h200-llama-3.1-8b-fp8/streams h200-llama-3.1-8b-fp8/sweep tiny-llama-int3-accuracy; do
    mkdir -p "$out/$pair"
    "$program" report "$examples/$pair" --charts svg -o "$out/$pair/comparison.md"
done
echo "No display: wrote the reports and their charts instead of opening the window:"
find "$out" -type f | sort
