#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What kneepoint-load costs and how exact it is, against its own simulated endpoint on the same machine.

usage: bench_load.py KNEEPOINT-LOAD [--guidellm EXE] [--only cost,tokens,schedule,selftest]

Prints a line a claim: the figure, the peer's or the limit, and the ratio. The cost is compared with the real GuideLLM
(0.7 or 0.8) under the same load in the same run; without one that part says so and is left out. The figures of a busy
machine are worth little: the load average stands at the top."""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile


class Endpoint:
    """A simulated endpoint with exact times, for the length of a with block."""

    def __init__(self, program, *options):
        self.argv = [program, "simulate", *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def run(argv, **options):
    """Runs to the end; returns seconds of processor time and peak memory in MB, children included."""
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{argv[0]} ended with {process.returncode}: {' '.join(map(str, argv))}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def level(folder):
    return json.loads((folder / "run.json").read_text())["levels"][0]


def requests(folder):
    with open(folder / "requests.jsonl") as lines:
        return [json.loads(line) for line in lines]


def output_tokens(folder):
    return sum(len(request["chunk_gaps_ns"]) for request in requests(folder))


def make_tokenizer(python, folder):
    """GuideLLM wants a tokenizer to make its prompts; words of one token each will do."""
    code = """
import sys
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast
words = {"<unk>": 0} | {f"w{i}": i + 1 for i in range(2000)}
words |= {word: len(words) + i for i, word in enumerate("the a of and to in is it he was that for on".split())}
tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>").save_pretrained(sys.argv[1])
"""
    subprocess.run([python, "-c", code, folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=dict(os.environ, USE_TORCH="0"))


PROMPT_TOKENS, OUTPUT_TOKENS = 32, 128
REPEATS = 3


def listed(figures):
    return ", ".join(f"{figure:.3g}" for figure in figures)


def load_cost(program, url, folder, streams, seconds):
    cpu, _ = run([program, "run", "--target", url, "--streams", str(streams), "--max-seconds", str(seconds),
                  "--prompt", "text", "--prompt-tokens", str(PROMPT_TOKENS), "--output-tokens", str(OUTPUT_TOKENS),
                  "--progress", "none", "-o", folder], stderr=subprocess.DEVNULL)
    return cpu, output_tokens(folder)


def guidellm_cost(guidellm, url, tokenizer, report, streams, seconds):
    # Its tokenizer needs no torch, and a torch that is too old or a stand-in would end it.
    environment = dict(os.environ, HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false",
                       USE_TORCH="0", GUIDELLM__MAX_WORKER_PROCESSES="2")
    cpu, _ = run([guidellm, "run", "--backend", f"kind=openai_http,target={url},model=simulated",
                  "--data", f"kind=synthetic_text,prompt_tokens={PROMPT_TOKENS},output_tokens={OUTPUT_TOKENS}",
                  "--tokenizer", f"kind=hf_auto,model={tokenizer}", "--profile", f"kind=concurrent,streams={streams}",
                  "--constraint", f"kind=max_duration,seconds={seconds}", "--metrics", "kind=generative,sample_size=0",
                  "--output", f"kind=json,path={report}", "--disable-console"], env=environment,
                 stderr=subprocess.DEVNULL)
    metrics = json.loads(report.read_text())["benchmarks"][0]["metrics"]
    return cpu, metrics["output_token_count"]["total"]["total_sum"]


def slope(measure):
    """Microseconds of processor time a token, the start of the program taken out: a long run less a short one."""
    short_cpu, short_tokens = measure(3)
    long_cpu, long_tokens = measure(15)
    return 1e6 * (long_cpu - short_cpu) / (long_tokens - short_tokens)


def bench_cost(program, scratch, guidellm):
    if guidellm:
        make_tokenizer(pathlib.Path(guidellm).parent / "python", scratch / "tokenizer")
    else:
        print("GuideLLM is not installed here (--guidellm EXE): no comparison of the client's cost")
    for streams in 64, 256:
        pairs = []
        for attempt in range(REPEATS):  # both in turn, so that what else the machine does meets both
            with Endpoint(program, "--ttft-ms", "50", "--itl-ms", "10") as endpoint:
                name = f"{streams}-{attempt}"
                own = slope(lambda seconds: load_cost(program, endpoint.url, scratch / f"cost-{name}-{seconds}", streams,
                                                      seconds))
                peer = guidellm and slope(lambda seconds: guidellm_cost(guidellm, endpoint.url, scratch / "tokenizer",
                                                                        scratch / f"guidellm-{name}-{seconds}.json",
                                                                        streams, seconds))
            pairs.append((own, peer))
        print(f"client cost, {streams} streams: {listed(own for own, _ in pairs)} us of processor time a token")
        if guidellm:
            ratios = [peer / own for own, peer in pairs]
            print(f"  GuideLLM, same load: {listed(peer for _, peer in pairs)} us a token, {listed(ratios)} times as much; "
                  f"median {statistics.median(ratios):.1f} (at least 25 claimed)")


def bench_tokens(program, scratch, _):
    streams, itl_ms, seconds = 1000, 6, 10
    places = {"TCP": [], "Unix socket": ["--unix", str(scratch / "endpoint")]}
    for place, where in places.items():
        folder = scratch / place
        with Endpoint(program, "--ttft-ms", "100", "--itl-ms", str(itl_ms), *where) as endpoint:
            cpu, memory = run([program, "run", "--target", endpoint.url, "--streams", str(streams), "--max-seconds",
                               str(seconds), "--warmup-s", "2", "--ramp-s", "1", "--prompt-tokens", "16",
                               "--output-tokens", "1000", "--progress", "none", "-o", folder], stderr=subprocess.DEVNULL)
        found = level(folder)
        rate, asked = found["metrics_all_requests"]["output_tokens_per_s"]["mean"], streams * 1000 / itl_ms
        print(f"received over {place}: {rate:.0f} tokens/s of {asked:.0f} that {streams} streams ask for "
              f"({rate / 150000:.2f} of the 150,000 claimed), {found['validity']}; client {100 * cpu / seconds:.0f} % of "
              f"a core, {memory:.0f} MB at most ({memory / 100:.2f} of the 100 claimed)")


def bench_schedule(program, scratch, _):
    rate, folder = 1000, scratch / "schedule"
    with Endpoint(program, "--ttft-ms", "5", "--itl-ms", "5") as endpoint:
        run([program, "run", "--target", endpoint.url, "--profile", "constant", "--rates", str(rate), "--max-seconds",
             "10", "--prompt-tokens", "16", "--output-tokens", "2", "--progress", "none", "-o", folder],
            stderr=subprocess.DEVNULL)
    sent = sorted(request["sent_s"] for request in requests(folder) if request.get("sent_s") is not None)
    achieved = (len(sent) - 1) / (sent[-1] - sent[0])
    lag = level(folder)["client"]["schedule_lag_ms"]["percentiles"]["p99"]
    print(f"schedule of {rate} requests/s: {achieved:.2f} achieved ({100 * (achieved / rate - 1):+.3f} %, 0.1 claimed), "
          f"late by {lag:.3f} ms at p99 ({lag:.2f} of the 1 ms claimed)")


def bench_selftest(program, _, __):
    argv = [program, "selftest", "--streams", "1000", "--itl-ms", "10", "--seconds", "10", "--json"]
    rows = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)["rows"]
    for row in rows:
        print(f"self-test, {row['streams']} streams at 10 ms: the client's error at p99 of TTFT "
              f"{row['client_ttft_error_ms']['p99']:.3f} ms, of ITL {row['client_itl_error_ms']['p99']:.3f} ms (0.1 "
              f"claimed), sigma of ITL {row['client_itl_sigma_ms']:.3f} ms (0.05 claimed); with the endpoint's own "
              f"lateness (p99 {row['endpoint_late_ms']['p99']:.3f}, at most {row['endpoint_late_ms']['max']:.3f} ms) "
              f"{row['ttft_error_ms']['p99']:.3f}, {row['itl_error_ms']['p99']:.3f} and {row['itl_sigma_ms']:.3f} ms; "
              f"the cores were {100 * row['machine_busy_share']:.0f} % busy, {row['stolen_ms']:.0f} ms of them stolen")


BENCHES = {"cost": bench_cost, "tokens": bench_tokens, "schedule": bench_schedule, "selftest": bench_selftest}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="kneepoint-load")
    parser.add_argument("--guidellm", default=shutil.which("guidellm"))
    parser.add_argument("--only", default=",".join(BENCHES))
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    for name in options.only.split(","):
        sys.stdout.flush()
        with tempfile.TemporaryDirectory() as scratch:
            BENCHES[name](options.program, pathlib.Path(scratch), options.guidellm)


if __name__ == "__main__":
    main()
