#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How a job runs kneepoint-load, GuideLLM, lm_eval and LLM Compressor. Read by driver.sh, whose names it uses; not run by itself.
# shellcheck disable=SC2034,SC2154 # variables of driver.sh and run.sh

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
        begin_samples $$ "$(started_at $$)" kept
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
    begin_samples $$ "$(started_at $$)" kept
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
        begin_samples $$ "$(started_at $$)" ''
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
    begin_samples $$ "$(started_at $$)" ''
    run_watched /dev/stdout 0 "$@"
    end_samples
    if [ "$status" != 0 ]; then because "The model could not be quantised (status $status); the log says why."; fi
    step_ends "$id" "$status"
    counted "$status"
}
