# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for torch where GuideLLM is tested: it loads prompts by torch's DataLoader and uses nothing else of it."""

import sys
import types

__version__ = "0.0"


class Tensor:
    pass


class Generator:
    def manual_seed(self, seed):
        self.seed = seed
        return self


class Module:
    pass


nn = types.ModuleType("torch.nn")
nn.Module = Module
sys.modules["torch.nn"] = nn

from torch import utils  # noqa: E402,F401
