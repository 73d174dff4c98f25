#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a job does with a model's server, and the samples of GPU and server. Read by driver.sh, whose names it uses; not run by itself.
# shellcheck disable=SC2034,SC2154 # variables of driver.sh and run.sh

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
        sleep "$look_every"
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
        if [ -n "$kept" ]; then
            [ -e "out/$model/nvidia-smi.csv" ] || head -n 1 gpu.sample >"out/$model/nvidia-smi.csv"
            tail -n +2 gpu.sample >>"out/$model/nvidia-smi.csv"
        fi
        gpu=$(awk -F', ' 'NR > 1 { use += $5; memory += $7; power += $10; n++ }
            END { if (n) printf "%.1f %.0f %.1f", use / n, memory, power; else print "- - -" }' gpu.sample)
    fi
    code=000
    [ -z "$serving" ] || ask metrics.sample "$url/metrics" --max-time 4
    [ "$code" = 200 ] || : >metrics.sample
    [ -z "$kept" ] || [ -e "out/$model/metrics.csv" ] || [ ! -s metrics.sample ] || echo "unix_time,$gauges" >"out/$model/metrics.csv"
    # The older name of the KV cache's share is gpu_cache_usage_perc.
    values=$(sed 's/gpu_cache_usage_perc/kv_cache_usage_perc/' metrics.sample | awk -v names="$gauges" '
        /^vllm:/ { name = $1; sub(/\{.*/, "", name); if (!(name in seen) || name ~ /_total$/) sum[name] += $NF; seen[name] = 1 }
        END { n = split(names, wanted, ","); for (i = 1; i <= n; i++)
              printf "%s%s", (i > 1 ? "," : ""), (wanted[i] in seen ? sum[wanted[i]] : "") }')
    [ -z "$kept" ] || [ ! -s metrics.sample ] || printf '%s,%s\n' "$at" "$values" >>"out/$model/metrics.csv"
    printf '%s %s %s\n' "$at" "$gpu" "$(echo "$values" | awk -F, '
        { printf "%s %s %s", ($1 == "" ? "-" : $1), ($2 == "" ? "-" : $2), ($3 == "" ? "-" : $3 * 100) }')" >>readings
}
begin_samples() { # PID START KEPT: kept beside the levels that they belong to, or with '' only shown while the job runs
    [ -z "$sampler" ] || return 0
    kept=$3
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
