#!/usr/bin/env python3
"""Runs a command and adds what it took to the file $BENCH_USAGE, as a line of JSON.

Cargo calls it as its RUSTC_WORKSPACE_WRAPPER, so for the crate that is measured and not for what that
depends on. A process of its own also for the rest: a child starts with its parent's peak of memory,
and this one has next to none.
"""

import json
import os
import sys
import time

began = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
took = {
    "cpu": usage.ru_utime + usage.ru_stime,
    "megabytes": usage.ru_maxrss / 1024,
    "seconds": time.monotonic() - began,
}
with open(os.environ["BENCH_USAGE"], "a", encoding="utf-8") as file:
    file.write(json.dumps(took) + "\n")
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
