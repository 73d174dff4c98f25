#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the pictures of the README and the guide: the real window, offscreen, in both themes, with the example results, a real job
# against simulated servers, and a study whose accuracy is made up. Takes a few minutes.
# usage: scripts/pictures.sh [BUILD-FOLDER]
set -eu
cd "$(dirname "$0")/.."

build=${1:-build/dev}
[ -f "$build/build.ninja" ] || cmake --preset dev >/dev/null
cmake --build "$build" --target kneepoint_pictures kneepoint-load kneepoint-load-static
study=$(mktemp -d)
trap 'rm -rf "$study"' EXIT
scripts/simulated_study.sh "$build/app/load/kneepoint-load" "$study/simulated"
QT_QPA_PLATFORM=offscreen
export QT_QPA_PLATFORM
"$build/app/kneepoint/kneepoint_pictures" docs/pictures
"$build/app/kneepoint/kneepoint_pictures" --made "$study/simulated" tests/pictures/claims.md docs/pictures

# A README loads fast: no picture above 200 KB.
find docs/pictures -name '*.png' -size +200k | sed 's/^/too large: /' | grep . && exit 1
exit 0
