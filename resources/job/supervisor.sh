#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one job on a host, detached from whoever started it: docs/remote.md, "A job".
# usage, once per folder:  mkdir JOB/started && setsid -f sh supervisor.sh JOB </dev/null >>JOB/sup.log 2>&1
# environment: KNEEPOINT_GRACE seconds from TERM to KILL (10), KNEEPOINT_BEAT of the heartbeat (2), KNEEPOINT_LIMIT of the job
# in seconds (0: none)
set -u
umask 077
cd "$1" || exit 1
KNEEPOINT_JOB=${PWD##*/}
# Found again in the environment of whatever the job leaves behind; random, because another job's folder may have this name.
IFS= read -r KNEEPOINT_COOKIE </proc/sys/kernel/random/uuid || exit 1
export KNEEPOINT_JOB KNEEPOINT_COOKIE
grace=${KNEEPOINT_GRACE:-10} beat=${KNEEPOINT_BEAT:-2} limit=${KNEEPOINT_LIMIT:-0}
trap '' HUP

# A process is its number and its start time: numbers are used again. A zombie is dead.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
alive() {
    [ -n "$2" ] && [ "$(started_at "$1")" = "$2" ] && ! grep -q '^State:.[ZX]' "/proc/$1/status" 2>/dev/null
}

# The ballast is freed before the end is recorded, so that a full disk has room for the manifest.
if ! { head -c 65536 /dev/urandom >ballast && : >pending; }; then
    rm -f ballast
    mv -f started exit.startfail
    exit 1
fi

# The recorder: in a session of its own, so that one signal reaches the whole job and nothing else.
# shellcheck disable=SC2016 # expanded by the inner shell
setsid sh -c 'trap : TERM INT # it outlives a signal to its group, to record the end
    sh ./run.sh </dev/null >>log 2>&1
    status=$?
    rm -f ballast
    mv -f pending "exit.$status" # a rename needs no free block: a full disk loses no exit status
    [ -d out ] || exit 0
    list() { # what cannot be read, or has a line end in its name, is left out and said
        failed=0
        (cd out && find . -type f) >names.tmp || failed=1
        LC_ALL=C sort -o names.tmp names.tmp || return 1
        while IFS= read -r file; do
            if sum=$(sha256sum <"out/$file") && size=$(wc -c <"out/$file"); then
                printf "%s %s %s\n" "${sum%% *}" "$size" "${file#./}" || return 1
            else
                failed=1
            fi
        done <names.tmp
        rm -f names.tmp
        return "$failed"
    }
    list >manifest.tmp
    whole=$?
    sync manifest.tmp && mv -f manifest.tmp manifest && [ "$whole" = 0 ] &&
        echo "status=$status end=$(date +%s.%N)" >done.tmp && mv -f done.tmp done ||
        echo "the list of results is not whole"' &
job=$!
job_start=$(started_at $job) self=$$ self_start=$(started_at $$)
date +%s >hb # even a job that is over at once has lived

printf 'version=1\nid=%s\ncookie=%s\nboot=%s\npid=%s\npid_start=%s\nsup=%s\nsup_start=%s\nstart=%s\n' "$KNEEPOINT_JOB" \
    "$KNEEPOINT_COOKIE" "$(cat /proc/sys/kernel/random/boot_id)" "$job" "$job_start" "$self" "$self_start" \
    "$(date +%s.%N)" >state.tmp &&
    sync state.tmp && mv -f state.tmp state

stopping=
stop() {
    [ -z "$stopping" ] && [ -e pending ] || return 0 # the results of a script that has ended are still being hashed
    stopping=yes
    touch cancelled
    kill -s TERM -- "-$job" 2>/dev/null
    (
        sleep "$grace"
        if [ -e pending ] && alive "$job" "$job_start"; then kill -s KILL -- "-$job"; fi
    ) &
    escalation=$!
}
trap stop TERM INT

seconds() { IFS=. read -r uptime _ </proc/uptime && echo "$uptime"; } # a clock that is set does not change the limit
begun=$(seconds)
( # The heart ends with the supervisor, even with one that was killed.
    while alive "$self" "$self_start"; do
        date +%s >hb 2>/dev/null
        [ ! -e cancel ] || kill -s TERM "$self"
        if [ "$limit" -gt 0 ] && [ -e pending ] && [ $(($(seconds) - begun)) -ge "$limit" ]; then
            touch timedout # not ": >": where nothing can be written, that would end the shell before it stops the job
            kill -s TERM "$self"
        fi
        sleep "$beat"
    done
) &
heart=$!

left_behind() { # SIGNAL: to daemons that the job put into sessions of their own
    # shellcheck disable=SC2013 # process numbers hold no blanks
    for process in $(grep -lzsxF "KNEEPOINT_COOKIE=$KNEEPOINT_COOKIE" /proc/[0-9]*/environ | cut -d/ -f3); do
        case $process in "$self" | "$heart" | "$job") ;; *) kill -s "$1" "$process" 2>/dev/null ;; esac
    done
}

while :; do
    wait $job
    status=$?
    alive $job "$job_start" || break
done
[ -z "$stopping" ] || kill "$escalation" 2>/dev/null
kill "$heart" 2>/dev/null
if [ -e pending ]; then # the recorder was killed
    rm -f ballast
    mv -f pending "exit.$status"
    echo "recorded by the supervisor"
fi
left_behind TERM
sleep 0.3
left_behind KILL
rm -f ballast
