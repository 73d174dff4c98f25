#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Simulated endpoints for the script that reads this file, whose first argument is kneepoint-load. They end with it.
load=$1
work=$(mktemp -d)
pids=
end_all() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    pids=
}
clean_up() {
    end_all
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# serve NAME SIMULATE-OPTION...    without waiting for it
serve() {
    name=$1
    shift
    "$load" simulate --port 0 "$@" >"$work/$name" 2>/dev/null &
    pids="$pids $!"
}

# Prints the address of an endpoint once it listens.
address() {
    tries=0
    until grep -q '^listening ' "$work/$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { echo "The simulated endpoint did not start." >&2; exit 3; }
        sleep 0.1
    done
    sed -n 's/^listening //p' "$work/$1"
}
