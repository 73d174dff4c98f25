# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports what lm_eval will run with. `lm_eval --help` proves nothing: it imports no back end.

usage: lm_eval_probe.py hf|vllm|local-completions
"""

import importlib
import importlib.metadata
import sys

version = importlib.metadata.version("lm_eval")
importlib.import_module("lm_eval.evaluator")
importlib.import_module("lm_eval.models")
registry = importlib.import_module("lm_eval.api.registry")
registry.get_model(sys.argv[1])
print("lm_eval", version)
