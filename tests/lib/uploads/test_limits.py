"""A hostile file costs at most 512 MB and 60 seconds, measured in a process of its own."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from launcher import PROJECT
from tests.lib.uploads.workbooks import hostile

MEMORY = 512 * 1024 * 1024
SECONDS = 60

# Reads one file and says how it went, with the most memory this process ever had. From /proc and
# not getrusage, which still counts what the process was before it became Python.
READER = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from lib.uploads import UploadRefusedError, read_table
content = open(sys.argv[2], "rb").read()
began = time.monotonic()
try:
    read_table(content, sys.argv[3])
    said = "read"
except UploadRefusedError as refused:
    said = str(refused.reason)
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
used = int(status["VmHWM"].split()[0]) * 1024
print(json.dumps({"said": said, "seconds": time.monotonic() - began, "bytes": used}))
"""


def limited() -> None:
    """The operating system stops what the reader would not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.slow
def test_every_hostile_file_is_refused_within_512_mb_and_60_seconds(tmp_path: Path) -> None:
    broken = {}
    for case, (name, content) in hostile().items():
        path = tmp_path / "upload"
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", READER, str(PROJECT), str(path), name],
            capture_output=True,
            check=False,
            timeout=SECONDS * 2,
            preexec_fn=limited,
        )
        answer: Any = (
            json.loads(done.stdout) if done.returncode == 0 else {"said": str(done.stderr)}
        )
        fine = answer.get("bytes", MEMORY) < MEMORY and answer.get("seconds", SECONDS) < SECONDS
        if not fine or answer["said"] == "read":
            broken[case] = answer
    assert broken == {}
