#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-tidy over the project's own sources, one for each core; ends with an error when it finds something.

usage: scripts/tidy.py BUILD-FOLDER [FILE...]    without files: all of core and kneepoint-load

The build folder is to be built: ninja knows there what each source includes. A file in which nothing was found is left
out until it, something that it includes, its flags, .clang-tidy or clang-tidy itself change; this is kept in the user's
cache folder, for all checkouts."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "kneepoint" / "tidy"
DAYS_KEPT = 60
# The compiler's warnings are left to the compiler (-w).
TIDY = ["clang-tidy-19", "--quiet", "--extra-arg=-w"]


def output(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True, cwd=SOURCE).stdout


def included(build):
    """What each object is made of, its source first."""
    lists = {}
    for line in output("ninja", "-C", build, "-t", "deps").splitlines():
        if line.startswith("    "):
            lists[target].append(line.strip())
        elif line:
            target = line.split(": #deps")[0]
            lists[target] = []
    return lists


class Digests:
    """Of files as they stand; one of the system stands for its package's version by its size."""

    def __init__(self, build):
        self.build, self.known = build, {}

    def of(self, name):
        if name not in self.known:
            path = (self.build / name).resolve()
            own = path.is_relative_to(SOURCE)
            told = hashlib.sha256(path.read_bytes()).hexdigest() if own else f"{path} {path.stat().st_size}"
            self.known[name] = f"{path.relative_to(SOURCE)} {told}" if own else told
        return self.known[name]


def key(flags, names, digests, common):
    told = hashlib.sha256("\n".join([common, flags, *map(digests.of, names)]).encode()).hexdigest()
    return CACHE / told[:2] / told


def forget_old():
    for mark in CACHE.glob("*/*"):
        if mark.stat().st_mtime < time.time() - DAYS_KEPT * 86400:
            mark.unlink(missing_ok=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    files = sys.argv[2:] or output("git", "ls-files", "core/*.cpp", "app/load/*.cpp", ":!app/load/static").split()
    commands = {entry["file"]: entry for entry in json.loads((build / "compile_commands.json").read_text())}
    lists, digests = included(build), Digests(build)
    common = output("clang-tidy-19", "--version") + (SOURCE / ".clang-tidy").read_text()
    forget_old()

    def found(name):
        """What clang-tidy says of a file; "" when it finds nothing, or found nothing before."""
        path = str((SOURCE / name).resolve())
        command = commands.get(path)
        if command is None:
            return f"{name} is not built in {build}.\n"
        words = shlex.split(command["command"])
        names = lists.get(words[words.index("-o") + 1])
        mark = key(command["command"].replace(str(SOURCE), ""), names, digests, common) if names else None
        if mark and mark.exists():
            mark.touch()
            return ""
        ran = subprocess.run([*TIDY, "-p", build, path], capture_output=True, text=True)
        if ran.returncode != 0:  # findings stand on standard output, why clang-tidy itself failed on the other
            return ran.stdout or ran.stderr
        if mark:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        return ""

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [text for text in pool.map(found, files) if text]
    print("".join(findings), end="")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
