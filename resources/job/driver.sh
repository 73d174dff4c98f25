#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What run.sh of a job does its work with: docs/remote.md, "A job". Read by run.sh with "." in the job's folder, under
# supervisor.sh. Steps are recorded in the file steps; what is kept goes below out/.
# environment: KNEEPOINT_SAMPLE seconds between two looks at GPU and server (5), KNEEPOINT_LOOK between two looks at a tool
# that runs or a server that starts (1), KNEEPOINT_STOP that a server gets to end (30)
# exit status of end_job: 0 all was measured, 3 a part, 1 nothing
# shellcheck disable=SC2034,SC2154 # some variables belong to run.sh and to the other parts
set -u
umask 077
# shellcheck source=/dev/null
. ./driver_server.sh
# shellcheck source=/dev/null
. ./driver_tools.sh
sample_every=${KNEEPOINT_SAMPLE:-5} look_every=${KNEEPOINT_LOOK:-1} stop_within=${KNEEPOINT_STOP:-30}
why='' measured=0 missed=0 # steps that measure
tool='' server='' sampler='' serving='' restarts=0 server_log='' port='' url='' model='' earlier=''
status=0 code=000

uptime_seconds() { IFS=. read -r uptime _ </proc/uptime; } # sets uptime: a clock that is set changes no limit
now() { date +%s.%N; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
because() { # TEXT: the first reason is the one that the user is shown
    say "$1"
    [ -n "$why" ] || why=$(printf %s "$1" | LC_ALL=C tr -c '\040-\176' ' ') # it may hold any bytes of a log
}
step_begins() { # the log says where a step's part of it begins
    echo "--- step $1"
    printf '%s begin %s\n' "$1" "$(now)" >>steps
}
step_ends() { printf '%s end %s %s\n' "$1" "$(now)" "$2" >>steps; }
step_skipped() { printf '%s skip %s\n' "$1" "$(now)" >>steps; }
counted() { # STATUS of a step that measures
    if [ "$1" = 0 ]; then measured=$((measured + 1)); else missed=$((missed + 1)); fi
}

# --- processes: a number and a start time, as in supervisor.sh; each tool and server has a session of its own, because
# a signal to the group is the only one that reaches all of their processes.
started_at() { # read by the shell itself: this is done every second beside a timed level
    { IFS= read -r stat_line <"/proc/$1/stat"; } 2>/dev/null || return 1
    stat_line=${stat_line##*) }
    # shellcheck disable=SC2086 # split into fields on purpose
    set -- $stat_line
    printf %s "${20}"
}
alive() { # PID START
    { IFS= read -r stat_line <"/proc/$1/stat"; } 2>/dev/null || return 1
    alive_start=$2
    stat_line=${stat_line##*) }
    # shellcheck disable=SC2086 # split into fields on purpose
    set -- $stat_line
    case $1 in Z | X) return 1 ;; esac
    [ -n "$alive_start" ] && [ "${20}" = "$alive_start" ]
}
launch() { # LOG COMMAND...: sets child and child_start
    launch_log=$1
    shift
    setsid "$@" </dev/null >>"$launch_log" 2>&1 &
    child=$! child_start=''
    while [ -z "$child_start" ] && [ -e "/proc/$child" ]; do child_start=$(started_at "$child"); done
}
group_lives() {
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v group="$1" '
        { sub(/^.*\) /, "") } $1 != "Z" && $1 != "X" && $3 == group { found = 1 } END { exit !found }'
}
end_group() { # PID SECONDS: TERM, and KILL after that time
    [ -n "$1" ] && kill -s TERM -- "-$1" 2>/dev/null || return 0
    patience=$(($2 * 5))
    while [ "$patience" -gt 0 ] && group_lives "$1"; do
        sleep 0.2
        patience=$((patience - 1))
    done
    group_lives "$1" || return 0
    say "process group $1 did not end within $2 s: it is killed"
    kill -s KILL -- "-$1" 2>/dev/null
}

# Runs a tool and watches it and the server. status: the tool's; 124 it took too long, 125 the server died
run_watched() { # LOG LIMIT COMMAND...: LIMIT in seconds, 0 for none
    watch_log=$1 limit=$2
    shift 2
    launch "$watch_log" "$@"
    tool=$child tool_start=$child_start
    uptime_seconds
    begun=$uptime ended=''
    while alive "$tool" "$tool_start"; do
        if [ -n "$serving" ] && [ -n "$server" ] && ! alive "$server" "$server_start"; then
            ended=125
        elif [ "$limit" -gt 0 ] && uptime_seconds && [ $((uptime - begun)) -ge "$limit" ]; then
            ended=124
            because "$model: a step took longer than $limit s and was ended."
        fi
        if [ -n "$ended" ]; then
            end_group "$tool" 5
            break
        fi
        sleep "$look_every"
    done
    wait "$tool"
    status=$?
    end_group "$tool" 5 # workers that it left behind
    [ -z "$ended" ] || status=$ended
    # A tool may end by itself when its server has gone.
    if [ -n "$serving" ] && [ -n "$server" ] && ! alive "$server" "$server_start"; then status=125; fi
    tool=''
}

# --- the record of the job
json_text() { # TEXT as JSON
    printf '"%s"' "$(printf %s "$1" | tr '\n\t\r' '   ' | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"
}
environment_json() { # the variables that change a measurement; none that may hold a secret
    separator=''
    for name in CUDA_VISIBLE_DEVICES CUDA_DEVICE_ORDER NVIDIA_VISIBLE_DEVICES HF_HUB_OFFLINE HF_DATASETS_OFFLINE \
        TRANSFORMERS_OFFLINE HF_HOME OMP_NUM_THREADS TOKENIZERS_PARALLELISM VLLM_USE_V1 VLLM_ATTENTION_BACKEND \
        VLLM_USE_FLASHINFER_SAMPLER VLLM_WORKER_MULTIPROC_METHOD PYTORCH_CUDA_ALLOC_CONF GUIDELLM__MAX_WORKER_PROCESSES \
        GUIDELLM__MAX_CONCURRENCY NCCL_P2P_DISABLE LANG LC_ALL; do
        eval "value=\${$name-unset-here}"
        # shellcheck disable=SC2154 # set by eval
        [ "$value" != unset-here ] || continue
        printf '%s"%s":' "$separator" "$name"
        json_text "$value"
        separator=,
    done
}
steps_json() {
    awk '$2 == "begin" { begun[$1] = $3 } $2 == "end" { ended[$1] = $3; status[$1] = $4 } $2 == "skip" { skipped[$1] = $3 }
        !($1 in seen) { seen[$1] = 1; order[++n] = $1 }
        END { for (i = 1; i <= n; i++) { id = order[i]
            printf "%s{\"id\":\"%s\",\"begun\":%s,\"ended\":%s,\"status\":%s,\"skipped\":%s}", (i > 1 ? "," : ""), id,
                (id in begun ? begun[id] : "null"), (id in ended ? ended[id] : "null"),
                (id in ended ? status[id] + 0 : "null"), (id in skipped ? "true" : "false") } }' steps
}
write_record() { # STATE: out/job.json, replaced as a whole
    {
        printf '{"schema":"kneepoint.job/1","state":"%s","started":%s,"written":%s,"why":' "$1" "$started" "$(now)"
        if [ -n "$why" ]; then json_text "$why"; else printf null; fi
        printf ',"system":'
        json_text "$(uname -srm)"
        printf ',"environment":{'
        environment_json
        printf '},"times":['
        steps_json
        printf '],'
        # about.json is an object without a blank before its first member.
        tail -c +2 about.json
    } >job.json.tmp && mv -f job.json.tmp out/job.json
}
begin_job() {
    # shellcheck disable=SC3045 # where the shell has it
    ulimit -c 0 2>/dev/null # the memory of these processes holds keys
    mkdir -p out
    : >>steps
    started=$(now)
    trap 'cancelled 143' TERM
    trap 'cancelled 130' INT
    write_record running
}
cancelled() {
    trap '' TERM INT
    say 'The job is being ended; what was finished is kept.'
    [ -z "$tool" ] || end_group "$tool" 3
    end_samples
    [ -z "$server" ] || end_group "$server" 5
    # shellcheck disable=SC2013 # numbers hold no blanks
    for id in $(awk '$2 == "begin" { open[$1] = 1 } $2 == "end" { delete open[$1] } END { for (id in open) print id }' steps); do
        step_ends "$id" "$1"
    done
    [ -n "$why" ] || why='The job was cancelled.'
    printf '%s\n' "$why" >why
    write_record cancelled
    exit "$1"
}
end_job() {
    end_samples
    [ -z "$server" ] || take_down
    result=0
    if [ "$measured" -gt 0 ] && [ "$missed" -gt 0 ]; then result=3; fi
    if [ "$measured" = 0 ] && { [ "$missed" -gt 0 ] || [ -n "$why" ]; }; then result=1; fi
    case $result in
    0) say "All is measured." ;;
    *)
        say "$missed of $((measured + missed)) measuring steps failed or were left out."
        printf '%s\n' "${why:-a step failed}" | tr '\n' ' ' >why
        ;;
    esac
    write_record ended
    exit "$result"
}
