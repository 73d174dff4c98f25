# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what installed packages require, a line each, without torch. usage: NAME or NAME[EXTRA] ..."""

import importlib.metadata
import re
import sys

from pip._vendor.packaging.requirements import Requirement

for wanted in sys.argv[1:]:
    name, _, extra = wanted.rstrip("]").partition("[")
    for line in importlib.metadata.requires(name) or []:
        requirement = Requirement(line)
        if requirement.marker and not any(requirement.marker.evaluate({"extra": e}) for e in {"", extra}):
            continue
        if not re.fullmatch("torch(vision|audio)?", requirement.name):
            requirement.marker = None
            print(requirement)
