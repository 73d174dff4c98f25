#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures three simulated endpoints, a base and two compressed models, and puts accuracy results beside them whose scores are
# made up: a study with both halves, for the picture of the Overview page. Takes a minute.
# usage: scripts/simulated_study.sh KNEEPOINT-LOAD FOLDER [SECONDS-OF-A-LEVEL]    writes FOLDER anew
set -eu
folder=$2
seconds=${3:-4}
# shellcheck source=scripts/simulated_endpoints.sh
. "$(dirname "$0")/simulated_endpoints.sh"

# measure NAME SIMULATE-OPTION...    one after another: each has the machine for itself
measure() {
    name=$1
    shift
    serve "$name" --model "simulated-8B-$name" "$@"
    at=$(address "$name")
    "$load" run --target "$at" --profile concurrent --streams 1 4 16 --max-seconds "$seconds" --prompt-tokens 128 \
        --output-tokens 32 --seed 1 --progress none -o "$folder/$name/load"
    end_all
}

# score NAME MMLU HELLASWAG WINOGRANDE
score() {
    task() {
        printf '"%s":{"alias":"%s","%s,none":%s,"%s_stderr,none":%s}' "$1" "$1" "$2" "$3" "$2" "$4"
    }
    {
        printf '{"results":{'
        task mmlu acc "$2" 0.0037
        printf ','
        task hellaswag acc_norm "$3" 0.0041
        printf ','
        task winogrande acc "$4" 0.0058
        printf '},"n-samples":{"mmlu":{"original":14042,"effective":14042},"hellaswag":{"original":10042,"effective":10042},'
        printf '"winogrande":{"original":1267,"effective":1267}},'
        printf '"higher_is_better":{"mmlu":{"acc":true},"hellaswag":{"acc_norm":true},"winogrande":{"acc":true}},'
        printf '"versions":{"mmlu":2,"hellaswag":1,"winogrande":1},"n-shot":{"mmlu":5,"hellaswag":10,"winogrande":5},'
        printf '"configs":{},"config":{"model":"vllm","model_args":"pretrained=simulated-8B-%s"},' "$1"
        printf '"model_name":"simulated-8B-%s","lm_eval_version":"0.4.9"}\n' "$1"
    } >"$folder/$1/results_made-up.json"
}

rm -rf "$folder"
mkdir -p "$folder/BF16" "$folder/W8A8-INT8" "$folder/W4A16"
measure BF16 --like l40s-8b-bf16
measure W8A8-INT8 --like l40s-8b-int8
measure W4A16 --ttft-ms 60 --itl-ms 11
score BF16 0.6840 0.7930 0.7380
score W8A8-INT8 0.6862 0.7951 0.7411
score W4A16 0.6610 0.7790 0.7190
