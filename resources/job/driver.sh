#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What run.sh of a job does its work with: docs/remote.md, "A job". Read by run.sh with "." in the job's folder, under
# supervisor.sh. Steps are recorded in the file steps; what is kept goes below out/.
# environment: KNEEPOINT_SAMPLE seconds between two looks at GPU and server (5), KNEEPOINT_STOP seconds that a server gets
# to end (30)
# exit status of end_job: 0 all was measured, 3 a part, 1 nothing
# shellcheck disable=SC2034 # some variables are read by run.sh
set -u
umask 077
sample_every=${KNEEPOINT_SAMPLE:-5} stop_within=${KNEEPOINT_STOP:-30}
why='' measured=0 missed=0 # steps that measure
tool='' server='' sampler='' serving='' restarts=0 server_log='' port='' url='' model='' earlier=''
status=0 code=000

now() { date +%s.%N; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
because() { # TEXT: the first reason is the one that the user is shown
    say "$1"
    [ -n "$why" ] || why=$(printf %s "$1" | LC_ALL=C tr -c '\040-\176' ' ') # it may hold any bytes of a log
}
step_begins() { printf '%s begin %s\n' "$1" "$(now)" >>steps; }
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
    seconds=0 ended=''
    while alive "$tool" "$tool_start"; do
        if [ -n "$serving" ] && [ -n "$server" ] && ! alive "$server" "$server_start"; then
            ended=125
        elif [ "$limit" -gt 0 ] && [ "$seconds" -ge "$limit" ]; then
            ended=124
            because "$model: a step took longer than $limit s and was ended."
        fi
        if [ -n "$ended" ]; then
            end_group "$tool" 5
            break
        fi
        sleep 1
        seconds=$((seconds + 1))
    done
    wait "$tool"
    status=$?
    end_group "$tool" 5 # workers that it left behind
    [ -z "$ended" ] || status=$ended
    # A tool may end by itself when its server has gone.
    if [ -n "$serving" ] && [ -n "$server" ] && ! alive "$server" "$server_start"; then status=125; fi
    tool=''
}

# --- the server's address and answers
port_is_taken() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port=":$(printf '%04X' "$1")" '
        $4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }'
}
choose_port() { # WANTED, 0 for a free one: sets port and url
    port=$1
    if [ "$port" = 0 ] && [ -n "$earlier" ] && [ -e "../$earlier/ports/$model" ]; then
        port=$(sed 's/[^0-9]//g' "../$earlier/ports/$model") # a result can only be gone on with at the same address
        if [ -z "$port" ] || port_is_taken "$port"; then port=0; fi
    fi
    tries=0
    while [ "$port" = 0 ] || { [ "$1" = 0 ] && [ "$tries" -lt 50 ] && port_is_taken "$port"; }; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        tries=$((tries + 1))
    done
    mkdir -p ports && echo "$port" >"ports/$model"
    url=http://127.0.0.1:$port
}
random_key() { # the key goes to server and clients by the environment, which only this user can read
    KNEEPOINT_API_KEY=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    VLLM_API_KEY=$KNEEPOINT_API_KEY OPENAI_API_KEY=$KNEEPOINT_API_KEY
    export KNEEPOINT_API_KEY VLLM_API_KEY OPENAI_API_KEY
}
authorization() { # for curl's standard input: an argument could be read by everybody
    [ -n "${KNEEPOINT_API_KEY:-}" ] || return 0
    printf 'header = "Authorization: Bearer %s"\n' "$(printf %s "$KNEEPOINT_API_KEY" | sed 's/[\\"]/\\&/g')"
}
ask() { # FILE URL OPTION...: the body into FILE, the status into code; 000 when there is no answer
    answer=$1 address=$2
    shift 2
    code=$(authorization | curl -q -sS -K - -g --noproxy '*' --max-time 120 -o "$answer" -w '%{http_code}' "$@" \
        --url "$address" 2>>curl.err)
    [ -n "$code" ] || code=000
}
said() { # FILE: the beginning of an answer, for a message
    head -c 300 "$1" 2>/dev/null | tr -c '[:print:]' ' '
}

# --- the server
failure_of_server() { # STATUS: why it ended, from the last of its log
    tail -n 200 "$server_log" >server.tail 2>/dev/null
    if [ "$1" = 127 ]; then
        echo "the server's program was not found on this host; install it, or name its environment in the host's settings."
    elif grep -qi 'address already in use' server.tail; then
        echo "port $port is taken by another program. Choose another port, or 0 for a free one."
    elif grep -qi 'gated repo\|401 Client Error\|Cannot access gated\|Access to model .* is restricted' server.tail; then
        echo "the hub refuses this model (401): it is gated or private. Ask for access there, and name HF_TOKEN under \"secrets\"."
    elif grep -qi 'out of memory\|OutOfMemoryError\|No available memory for the cache blocks\|less than desired GPU memory' server.tail; then
        echo "the GPU's memory does not suffice. Lower gpu-memory-utilization or max-model-len, or end what else uses the GPU."
    elif grep -qi 'Repository Not Found\|RepositoryNotFoundError\|not a valid model identifier\|does not appear to have a file named config' server.tail; then
        echo "there is no such model: neither a folder on this host nor on the hub."
    elif [ "$1" = 137 ]; then
        echo "the server was killed (137), often because the host's memory ran out."
    else
        echo "the server ended with status $1. The end of its log: $(grep -v '^[[:space:]]*$' server.tail | tail -n 1 | head -c 300)"
    fi
}
show_server_log() {
    say "the last lines of $server_log:"
    tail -n 20 "$server_log" 2>/dev/null | sed 's/^/    /'
}
serves_model() { # whether the server lists the model's name; a server without a list is taken at its word
    ask models.answer "$url/v1/models" --max-time 10
    [ "$code" = 200 ] || return 0
    tr -d ' \n' <models.answer | grep -qF "\"id\":\"$model\""
}
bring_up() { # READY_PATH SECONDS: starts serve_model of run.sh and waits; says why not
    if port_is_taken "$port"; then
        because "$model: port $port is taken by another program. Choose another port, or 0 for a free one."
        return 1
    fi
    n=1
    while [ -e "$server_log" ]; do
        n=$((n + 1))
        server_log=out/$model/server-$n.log
    done
    gpu_before=$(gpu_memory)
    serve_model
    server=$child server_start=$child_start
    deadline=$(($(date +%s) + $2))
    while :; do
        if ! alive "$server" "$server_start"; then
            wait "$server"
            failed=$?
            because "$model: $(failure_of_server "$failed")"
            show_server_log
            end_group "$server" 5
            server=''
            return 1
        fi
        ask /dev/null "$url$1" --max-time 5
        [ "$code" != 200 ] || break
        if [ "$(date +%s)" -ge "$deadline" ]; then
            because "$model: the server was not ready within $2 s ($1 answered $code). Its log may say why; a large model needs a larger ready_timeout_s."
            show_server_log
            take_down
            return 1
        fi
        sleep 1
    done
    serves_model && return 0
    because "$model: the server at $url lists no model of this name."
    take_down
    return 1
}
take_down() { # the server and all of its processes
    serving=''
    [ -n "$server" ] || return 0
    ask "out/$model/metrics-after.txt" "$url/metrics" --max-time 10
    [ "$code" = 200 ] || rm -f "out/$model/metrics-after.txt"
    end_group "$server" "$stop_within"
    wait "$server" 2>/dev/null
    server=''
    wait_for_gpu
}
use_model() { # NAME PORT: what follows is about this one
    model=$1 restarts=0 serving=''
    mkdir -p "out/$model"
    server_log=out/$model/server.log
    [ -z "$2" ] || choose_port "$2"
}
start_server() { # ID READY_PATH SECONDS
    ready_path=$2 ready_within=$3
    step_begins "$1"
    say "$model: starting its server at $url"
    if bring_up "$2" "$3"; then
        serving=yes
        say "$model: ready"
        step_ends "$1" 0
    else
        step_ends "$1" 1
    fi
}
find_server() { # ID URL READY_PATH: one that runs already
    url=$2
    step_begins "$1"
    ask /dev/null "$url$3" --max-time 10
    if [ "$code" != 200 ]; then
        because "$model: nothing is ready at $url ($3 answered $code)."
        step_ends "$1" 1
    elif ! serves_model; then
        because "$model: the server at $url lists no model of this name."
        step_ends "$1" 1
    else
        serving=yes
        step_ends "$1" 0
    fi
}
revive_server() { # once a model; its finished levels stay
    wait "$server"
    failed=$?
    show_server_log
    end_group "$server" 5
    server='' serving=''
    lost="$model: the server died during a level: $(failure_of_server "$failed")"
    if [ "$restarts" -ge 1 ]; then
        because "$lost It had been started again once; its finished levels are kept."
        return 1
    fi
    because "$lost"
    restarts=1
    wait_for_gpu
    say "$model: starting its server once more"
    bring_up "$ready_path" "$ready_within" || return 1
    serving=yes
}
stop_server() { # ID
    step_begins "$1"
    take_down
    step_ends "$1" 0
}
smoke_test() { # ID PATH FILE FILE: a whole and a streamed answer before any load
    if [ -z "$serving" ]; then
        step_skipped "$1"
        return
    fi
    step_begins "$1"
    for request in "$3" "$4"; do
        ask smoke.answer "$url$2" -H 'Content-Type: application/json' --data-binary "@$request"
        if [ "$code" = 200 ] && grep -q '"choices"' smoke.answer &&
            { [ "$request" = "$3" ] || grep -q '^data: *\[DONE\]' smoke.answer; }; then continue; fi
        case $code in
        401 | 403) because "$model: the server asks for a key ($code). Name KNEEPOINT_API_KEY under \"secrets\"." ;;
        000) because "$model: the server closed the line on a first request: $(tail -n 1 curl.err | head -c 200)" ;;
        *) because "$model: a first request to $2 was answered with $code: $(said smoke.answer)" ;;
        esac
        step_ends "$1" 1
        [ -z "$server" ] || show_server_log
        take_down
        serving=''
        return
    done
    step_ends "$1" 0
}
warm_up() { # ID PATH FILE: so that the first level does not measure what is compiled at the first request
    if [ -z "$serving" ]; then
        step_skipped "$1"
        return
    fi
    step_begins "$1"
    for _ in 1 2 3; do ask /dev/null "$url$2" -H 'Content-Type: application/json' --data-binary "@$3"; done
    step_ends "$1" 0
}

# --- samples of GPU and server
gpu_memory() { nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }'; }
wait_for_gpu() { # until a model's memory is given back; the next one would find too little
    command -v nvidia-smi >/dev/null || return 0
    left=60
    while [ "$left" -gt 0 ] && [ "$(gpu_memory)" -gt $((${gpu_before:-0} + 1024)) ]; do
        sleep 1
        left=$((left - 1))
    done
    [ "$left" -gt 0 ] || say "the GPU's memory is still in use a minute after the server ended"
}
gauges='vllm:num_requests_running,vllm:num_requests_waiting,vllm:kv_cache_usage_perc,vllm:prompt_tokens_total,vllm:generation_tokens_total,vllm:request_success_total,vllm:num_preemptions_total,vllm:prefix_cache_queries_total,vllm:prefix_cache_hits_total'
gpu_columns='timestamp,index,name,pstate,utilization.gpu,utilization.memory,memory.used,memory.free,memory.total,power.draw,power.limit,temperature.gpu,clocks.current.sm,clocks.current.memory,clocks_event_reasons.active'
sample_once() {
    at=$(now) gpu='- - -'
    if command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu="$gpu_columns" --format=csv >gpu.sample 2>/dev/null; then
        [ -e "out/$model/nvidia-smi.csv" ] || head -n 1 gpu.sample >"out/$model/nvidia-smi.csv"
        tail -n +2 gpu.sample >>"out/$model/nvidia-smi.csv"
        gpu=$(awk -F', ' 'NR > 1 { use += $5; memory += $7; power += $10; n++ }
            END { if (n) printf "%.1f %.0f %.1f", use / n, memory, power; else print "- - -" }' gpu.sample)
    fi
    ask metrics.sample "$url/metrics" --max-time 4
    [ "$code" = 200 ] || : >metrics.sample
    [ -e "out/$model/metrics.csv" ] || [ ! -s metrics.sample ] || echo "unix_time,$gauges" >"out/$model/metrics.csv"
    # The older name of the KV cache's share is gpu_cache_usage_perc.
    values=$(sed 's/gpu_cache_usage_perc/kv_cache_usage_perc/' metrics.sample | awk -v names="$gauges" '
        /^vllm:/ { name = $1; sub(/\{.*/, "", name); if (!(name in seen) || name ~ /_total$/) sum[name] += $NF; seen[name] = 1 }
        END { n = split(names, wanted, ","); for (i = 1; i <= n; i++)
              printf "%s%s", (i > 1 ? "," : ""), (wanted[i] in seen ? sum[wanted[i]] : "") }')
    [ ! -s metrics.sample ] || printf '%s,%s\n' "$at" "$values" >>"out/$model/metrics.csv"
    printf '%s %s %s\n' "$at" "$gpu" "$(echo "$values" | awk -F, '
        { printf "%s %s %s", ($1 == "" ? "-" : $1), ($2 == "" ? "-" : $2), ($3 == "" ? "-" : $3 * 100) }')" >>readings
}
begin_samples() {
    [ -n "$serving" ] && [ -z "$sampler" ] || return 0
    (
        parent=$1
        while alive "$parent" "$2"; do
            sample_once
            sleep "$sample_every"
        done
    ) &
    sampler=$!
}
end_samples() {
    [ -n "$sampler" ] || return 0
    kill "$sampler" 2>/dev/null
    wait "$sampler" 2>/dev/null
    sampler=''
}

# --- load: kneepoint-load, one process for all levels of a model and repetition
tell_levels() { # FIRST COUNT: passes the tool's events on as steps; COUNT 0: the whole run is one step
    rm -f level.ended
    while IFS= read -r line; do
        case $line in
        '{"event":"level_begins"'* | '{"event":"level_ended"'*)
            printf '%s\n' "$line"
            [ "$2" -gt 0 ] || continue
            level=${line#*'"level":'}
            level=${level%%[!0-9]*}
            id=$(printf '%04d' $(($1 + level)))
            # The end of the last level counts when the tool's own end is known: one that was cut short is told, too.
            if [ -e level.ended ]; then
                cat level.ended >>steps
                rm -f level.ended
            fi
            case $line in
            '{"event":"level_begins"'*) step_begins "$id" ;;
            *'"ok":0,'*) printf '%s end %s 1\n' "$id" "$(now)" >level.ended ;;
            *) printf '%s end %s 0\n' "$id" "$(now)" >level.ended ;;
            esac
            ;;
        '{"event":"progress"'*) ;;
        *) printf '%s\n' "$line" ;;
        esac
    done
}
run_levels() { # FIRST COUNT FOLDER LIMIT COMMAND...
    first=$1 count=$2 folder=$3 limit=$4
    shift 4
    last=$((first + (count > 0 ? count : 1) - 1))
    if [ -n "$serving" ]; then
        if [ -n "$earlier" ] && [ ! -e "out/$folder" ] && [ -e "../$earlier/out/$folder/run.json" ]; then
            mkdir -p "out/$folder" && cp -R "../$earlier/out/$folder/." "out/$folder"
        fi
        begin_samples $$ "$(started_at $$)"
        [ "$count" -gt 0 ] || step_begins "$(printf '%04d' "$first")"
        while :; do
            rm -f events && mkfifo events
            tell_levels "$first" "$count" <events &
            teller=$!
            run_watched events "$limit" "$@"
            wait "$teller" 2>/dev/null
            [ "$status" != 0 ] || [ ! -e level.ended ] || cat level.ended >>steps
            [ "$status" = 125 ] || break
            revive_server || break
        done
        end_samples
        [ "$status" = 0 ] || because "$model: kneepoint-load ended with status $status; the log says why."
    else
        status=skip
    fi
    for id in $(seq -f %04g "$first" "$last"); do
        if [ "$count" = 0 ] && [ "$status" = 0 ]; then step_ends "$id" 0; fi
        if grep -q "^$id end [0-9.]* 0$" steps; then
            counted 0
            continue
        fi
        if [ "$status" = 0 ] && ! grep -q "^$id begin" steps; then
            step_skipped "$id" # an earlier job had measured it
            counted 0
            continue
        fi
        counted 1
        if grep -q "^$id end" steps; then continue; fi
        if grep -q "^$id begin" steps; then step_ends "$id" "$status"; else step_skipped "$id"; fi
    done
}

# --- load: GuideLLM, one process for each level, because none of its versions keeps a level of a run that ends early
python_of() { # PROGRAM: the interpreter that a Python program runs with, else python3
    path=$(command -v "$1" 2>/dev/null)
    first_line=$(head -n 1 "$path" 2>/dev/null | tr -d '\0')
    case $first_line in
    '#!'*python*)
        first_line=${first_line#'#!'}
        first_line=${first_line%% *}
        if [ -x "$first_line" ] && [ "${first_line##*/}" != env ]; then
            echo "$first_line"
            return
        fi
        ;;
    '#!/bin/sh') # what pip writes where the interpreter's path is long
        first_line=$(sed -n "2s/^'''exec' \"*\([^\" ]*\).*/\1/p" "$path" 2>/dev/null)
        if [ -x "$first_line" ]; then
            echo "$first_line"
            return
        fi
        ;;
    esac
    echo python3
}
run_level() { # ID FOLDER LIMIT COMMAND...: FOLDER is made by a rename when the level is complete
    id=$1 folder=$2 limit=$3
    shift 3
    if [ -n "$earlier" ] && [ -d "../$earlier/out/$folder" ]; then
        mkdir -p "out/$folder.tmp" && cp -R "../$earlier/out/$folder/." "out/$folder.tmp" && mv -f "out/$folder.tmp" "out/$folder"
        step_skipped "$id"
        counted 0
        return
    fi
    if [ -z "$serving" ]; then
        step_skipped "$id"
        counted 1
        return
    fi
    step_begins "$id"
    begin_samples $$ "$(started_at $$)"
    rm -rf "out/$folder.tmp"
    mkdir -p "out/$folder.tmp" # an output folder that is not there loses the level, at its end
    run_watched /dev/stdout "$limit" "$@"
    end_samples
    if [ "$status" = 0 ]; then
        "$(python_of guidellm)" ./guidellm_report.py check "out/$folder.tmp/benchmarks.json" || status=1
    fi
    if [ "$status" = 0 ]; then
        mv -f "out/$folder.tmp" "out/$folder" || status=1
    else
        because "$model: GuideLLM's level $folder failed with status $status; the others go on."
        mkdir -p failed && rm -rf "failed/$id" && mv -f "out/$folder.tmp" "failed/$id"
    fi
    step_ends "$id" "$status"
    counted "$status"
    [ "$status" != 125 ] || revive_server
}
find_rates() { # COUNT FOLDER FOLDER: between what the synchronous and the throughput level reached
    rates=$("$(python_of guidellm)" ./guidellm_report.py rates "$1" "out/$2/benchmarks.json" "out/$3/benchmarks.json") && return
    rates=''
    because "$model: without both the synchronous and the throughput level no rates can be chosen."
}
run_rate() { # N ID FOLDER LIMIT: the sweep's N-th rate; level_at of run.sh is the command
    rate=$(echo "$rates" | sed -n "${1}p")
    if [ -z "$rate" ] && { [ -z "$earlier" ] || [ ! -d "../$earlier/out/$3" ]; }; then
        step_skipped "$2"
        counted 1
        return
    fi
    level_at "$2" "$3" "$4"
}

# --- accuracy
measure_accuracy() { # ID NAME FOLDER NEEDS_SERVER BACKEND COMMAND...
    id=$1 folder=$3 needs_server=$4 backend=$5
    model=$2
    shift 5
    if [ "$needs_server" = yes ] && [ -z "$serving" ]; then
        step_skipped "$id"
        counted 1
        return
    fi
    step_begins "$id"
    python=$(python_of lm_eval)
    status=0
    if ! "$python" ./lm_eval_probe.py "$backend" >probe.said 2>&1; then
        because "$model: lm_eval cannot use its back end $backend: $(tail -n 1 probe.said | head -c 300)"
        status=1
    elif [ "$needs_server" = yes ] && ! "$python" ./echo_probe.py "$url" "$model" >probe.said 2>&1; then
        because "$model: $(tail -n 1 probe.said | head -c 400)"
        status=1
    fi
    if [ "$status" = 0 ]; then
        mkdir -p cache && rm -rf "out/$folder.tmp" && mkdir -p "out/$folder.tmp"
        for file in "../${earlier:-none}/cache/$model"*; do
            if [ -e "$file" ] && [ ! -e "cache/${file##*/}" ]; then cp "$file" cache/; fi
        done
        begin_samples $$ "$(started_at $$)"
        : >eval.log
        tail -n +1 -f eval.log --pid=$$ 2>/dev/null &
        follower=$!
        run_watched eval.log 0 "$@"
        end_samples
        sleep 0.2
        kill "$follower" 2>/dev/null
        wait "$follower" 2>/dev/null
        # It ends with 0 when it could not save, too.
        if [ "$status" = 0 ] && [ -z "$(find "out/$folder.tmp" -name 'results_*.json' | head -n 1)" ]; then status=1; fi
        if [ "$status" = 0 ]; then
            mv -f "out/$folder.tmp" "out/$folder" || status=1
        else
            because "$model: lm_eval failed with status $status: $(tr '\r' '\n' <eval.log | grep -v '^[[:space:]]*$' | tail -n 1 | head -c 300)"
            rm -rf "out/$folder.tmp"
        fi
    fi
    step_ends "$id" "$status"
    counted "$status"
    [ "$status" != 125 ] || revive_server
}

# --- a model made here
quantize() { # ID OUTPUT COMMAND...
    step_begins "$1"
    id=$1 made=$2
    shift 2
    serving=''
    if [ -e "$made/config.json" ]; then
        say "$made is there already"
        step_ends "$id" 0
        return
    fi
    run_watched /dev/stdout 0 "$@"
    if [ "$status" != 0 ]; then because "The model could not be quantised (status $status); the log says why."; fi
    step_ends "$id" "$status"
    counted "$status"
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
