#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the pictures of the README: the real window with the example results, offscreen, in both themes.
# usage: scripts/pictures.sh [BUILD-FOLDER]
set -eu
cd "$(dirname "$0")/.."

build=${1:-build/release}
[ -f "$build/build.ninja" ] || cmake --preset release >/dev/null
cmake --build "$build" --target kneepoint_pictures
QT_QPA_PLATFORM=offscreen "$build/tests/kneepoint_pictures" docs/pictures

# A README loads fast: no picture above 200 KB.
find docs/pictures -name '*.png' -size +200k | sed 's/^/too large: /' | grep . && exit 1
exit 0
