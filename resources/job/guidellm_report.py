# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what GuideLLM 0.5 to 0.8 wrote, by the standard library alone.

check FILE                exit 0 when the report holds a successful request; else one line that says why not
rates COUNT FILE FILE     COUNT rates from what the synchronous level reached to what the throughput level did, a line
                          each: linspace(synchronous, throughput, COUNT + 1)[1:], as GuideLLM's own sweep
"""

import json
import math
import sys


def benchmark(path):
    with open(path, encoding="utf-8") as file:
        found = json.load(file)["benchmarks"]
    if len(found) < 1:
        raise ValueError("the report holds no level")
    return found[-1]


def rate(path):
    value = benchmark(path)["metrics"]["requests_per_second"]["successful"]["mean"]
    if value is None or not math.isfinite(value) or value < 0:
        raise ValueError("the level has no rate")
    return value


def check(path):
    level = benchmark(path)
    # The totals of 0.5 to 0.8 differ in their place; the rows of requests may be cut.
    metrics = level.get("metrics", {})
    totals = metrics.get("request_totals") or level.get("request_totals") or {}
    successful = totals.get("successful")
    if successful is None:
        successful = len((level.get("requests") or {}).get("successful") or [])
    errored = totals.get("errored", 0)
    if successful > 0:
        return
    cut = totals.get("incomplete", 0)
    sys.exit(
        f"No request of this level succeeded: {errored} failed, {cut} were cut off at its end."
        + (" A longer level lets them end." if cut and not errored else "")
    )


def rates(count, synchronous, throughput):
    low, high = rate(synchronous), rate(throughput)
    if high <= 0:
        sys.exit("The throughput level finished no request, so there is no rate to go up to. Use longer levels.")
    for i in range(1, count + 1):
        print(repr(low + (high - low) * i / count))


try:
    if sys.argv[1] == "check":
        check(sys.argv[2])
    else:
        rates(int(sys.argv[2]), sys.argv[3], sys.argv[4])
except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
    sys.exit(f"GuideLLM's report cannot be read: {type(error).__name__}: {error}")
