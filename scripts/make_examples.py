#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/examples from the project's own measurements: drops the texts of prompts and answers, compresses.

usage: make_examples.py FIXTURES      (the folder that holds h200/ and lm_eval/live/)
The result is the same bytes every time.
"""
import gzip, json, lzma, pathlib, shutil, sys

fixtures = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).resolve().parent.parent / "resources" / "examples"
TEXTS = ("request_args", "output", "reasoning_output", "tool_calls")


def write_gz(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as packed:
        packed.write(data)


def without_texts(report):
    for benchmark in report["benchmarks"]:
        for requests in benchmark["requests"].values():
            for request in requests or []:
                for key in TEXTS:
                    if key in request:
                        request[key] = None
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode()


target = out / "h200-llama-3.1-8b-fp8"
for side in ("base", "fp8"):
    source = fixtures / "h200" / side
    for run, report, samples, log in (
        ("sweep", lzma.open(source / "sweep_full.json.xz").read(), "nvidia-smi_sweep.csv", "vllm_sweep.log"),
        ("streams", gzip.open(source / "streams.json.gz").read(), "nvidia-smi_streams_eval.csv", "vllm_streams_eval.log.gz"),
    ):
        folder = target / run / side
        write_gz(folder / f"{run}.json.gz", without_texts(json.loads(report)))
        shutil.copyfile(source / samples, folder / samples)
        content = (source / log).read_bytes()
        write_gz(folder / f"{log.removesuffix('.gz')}.gz", gzip.decompress(content) if log.endswith(".gz") else content)

target = out / "tiny-llama-int3-accuracy"
for side in ("tiny-base", "tiny-int3"):
    source = fixtures / "lm_eval" / "live" / "out" / "0.4.13" / "hf" / f"models__{side}"
    for file in sorted(source.iterdir()):
        if file.name.startswith("results_"):
            (target / side).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / side / file.name)
        else:
            write_gz(target / side / f"{file.name}.gz", file.read_bytes())
