# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a server for the log-probabilities of a prompt. Where it ignores `echo`, lm_eval ends well with wrong scores.

usage: echo_probe.py URL MODEL      the key, if any, is in OPENAI_API_KEY
"""

import json
import os
import sys
import urllib.error
import urllib.request

url, model = sys.argv[1], sys.argv[2]
prompt = [1, 2, 3]
body = {"model": model, "prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": 1, "echo": True}
headers = {"Content-Type": "application/json"}
if os.environ.get("OPENAI_API_KEY"):
    headers["Authorization"] = "Bearer " + os.environ["OPENAI_API_KEY"]
request = urllib.request.Request(url + "/v1/completions", json.dumps(body).encode(), headers)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    with opener.open(request, timeout=120) as answer:
        choice = json.load(answer)["choices"][0]
except urllib.error.HTTPError as error:
    sys.exit(f"The server answers {error.code} to a request with echo and log-probabilities, which lm_eval needs.")
except (OSError, ValueError, KeyError, IndexError) as error:
    sys.exit(f"The server cannot be asked for log-probabilities: {error}")
given = len(((choice.get("logprobs") or {}).get("token_logprobs")) or [])
if given != len(prompt) + 1:
    sys.exit(
        f"The server gives {given} log-probabilities for a prompt of {len(prompt)} tokens and one more: it ignores echo, "
        "and lm_eval would score nonsense without a word. Use the back end vllm or hf instead."
    )
