"""What a worker does with one export, alone in a process: python -m bench.export_process ID."""

import re
import sys
import time
from pathlib import Path

import django

django.setup()

from reporting.services.export_run import run_export  # noqa: E402


def highest_memory() -> float:
    """The most resident memory this process ever had, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    began = time.monotonic()
    if not run_export(int(sys.argv[1])):
        sys.exit("nothing was made")
    sys.stdout.write(f"{time.monotonic() - began} {highest_memory()}\n")
