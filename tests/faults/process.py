"""The process of an act, as it is started, told to go, and listened to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Actor:
    """A process that stands ready to do one act in one folder."""

    def __init__(self, folder: Path, act: str, *more: str, **env: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.actor", str(folder), act, *more],
            cwd=ROOT,
            env=os.environ | env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_ready(self) -> None:
        if self.answer()[0] != "ready":
            raise RuntimeError("the process of the act did not start")

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def answer(self) -> tuple[str, str]:
        """Return the next word and what belongs to it; empty once it is dead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith("\n"):
            return "", ""
        word, more = json.loads(line)
        return word, more

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> int:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return self.process.wait()
