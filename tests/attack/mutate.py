"""Damaged files by the thousand, each read in a process of its own that is watched.

``python -m tests.attack.mutate --files 10000 --seed 1 --out figures.json`` changes small sound
files of every format.  A file is read, or refused with a sentence; anything else (an error nobody
thought of, the end of the process, more than 5 s of processor time, a change of the database on
refusal) is a finding, and the file is kept.  The same seed makes the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from tests.attack.mutating import mutated
from tests.attack.originals import originals
from tests.browser.served import ROOT

HANG_S: Final = 5.0
_LOOK_S: Final = 0.5
_TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its format, ``read``, ``refused`` or ``finding``, and the words."""

    number: int
    format: str
    kind: str
    said: str
    cpu_s: float


class Worker:
    """A process that reads files, begun anew when it ends or hangs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.trying", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "stderr.txt").open("wb"),
            cwd=ROOT,
            text=True,
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def ask(self, number: int, name: str) -> tuple[str, str, float]:
        """Return the outcome, its words and the seconds of processor time."""
        assert self._process.stdin is not None and self._process.stdout is not None
        before = self._cpu_s()
        self._process.stdin.write(f"{number} {name}\n")
        self._process.stdin.flush()
        while not select.select([self._process.stdout], [], [], _LOOK_S)[0]:
            spent = self._cpu_s() - before
            if spent > HANG_S:
                self.end()
                self._start()
                return "finding", f"more than {HANG_S} s of processor time", spent
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            said = f"the process ended with {self._process.returncode}: "
            said += (self.folder / "stderr.txt").read_text(errors="replace")[-2000:]
            self._start()
            return "finding", said, 0.0
        outcome, said = json.loads(line)
        return outcome, said, self._cpu_s() - before

    def _cpu_s(self) -> float:
        """Return the seconds the process has worked; waiting for a busy machine is no fault."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / _TICK

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def run(files: int, seed: int, folder: Path, keep: Path | None, workers: int = 2) -> list[Outcome]:
    """Return what became of so many files.

    Parameters
    ----------
    keep
        Where files with a finding are kept.
    """
    start = folder / "originals"
    start.mkdir()
    known = originals(start)
    names = sorted(known)
    found: list[Outcome] = []
    lock = Lock()

    def part(place: int) -> None:
        worker = Worker(folder / f"worker{place}")
        for number in range(place, files, workers):
            dice = random.Random(f"{seed} {number}")
            name = names[number % len(names)]
            others = [known[other] for other in names]
            body = mutated(name, known[name], others, dice)
            path = worker.folder / name
            path.write_bytes(body)
            kind, said, cpu_s = worker.ask(number, name)
            if kind == "finding" and keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{number}-{name}").write_bytes(body)
                (keep / f"{seed}-{number}-{name}.txt").write_text(said)
            with lock:
                found.append(Outcome(number, name, kind, said, round(cpu_s, 3)))
                if len(found) % 500 == 0:
                    counted = dict(Counter(one.kind for one in found))
                    sys.stderr.write(f"{len(found)} files: {counted}\n")
        worker.end()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(part, range(workers)))
    return sorted(found, key=lambda one: one.number)


def figures(found: list[Outcome], seed: int) -> dict[str, object]:
    """Return the counts of a run, by outcome and by file."""
    formats = sorted({one.format for one in found})
    return {
        "files": len(found),
        "seed": seed,
        "outcomes": dict(Counter(one.kind for one in found)),
        "by_format": {
            name: dict(Counter(one.kind for one in found if one.format == name)) for name in formats
        },
        "longest_cpu_s": max((one.cpu_s for one in found), default=0.0),
        "findings": [
            {"number": one.number, "file": one.format, "what": one.said.strip().split("\n")[-1]}
            for one in found
            if one.kind == "finding"
        ],
    }


def main() -> None:
    """Run and write the figures; the exit code is 1 when anything was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--out", type=Path, help="where the figures are written, as JSON")
    asked.add_argument("--keep", type=Path, default=Path("var/findings"))
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(wanted.files, wanted.seed, Path(folder), wanted.keep, wanted.workers)
    made = figures(found, wanted.seed)
    text = json.dumps(made, ensure_ascii=False, indent=1)
    if wanted.out:
        wanted.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    sys.exit(bool(made["findings"]))


if __name__ == "__main__":
    main()
