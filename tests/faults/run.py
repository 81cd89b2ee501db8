"""Break acts off and say what was found: ``python -m tests.faults.run --moments 200 --out f.json``.

Everything happens in a folder of its own that is removed at the end (`--keep` leaves it).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.acts import ACTS
from tests.faults.disks import clock_jumps, full_disks, read_only
from tests.faults.kills import kill_at_moments, summary
from tests.faults.power import campaign


def asked(words: list[str] | None = None) -> argparse.Namespace:
    """Return what is to be tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=200, help="kills, over all acts in turn")
    parser.add_argument("--cuts", type=int, default=300, help="power cuts, of each way to flush")
    parser.add_argument("--disks", type=int, default=20, help="acts on a full disk")
    parser.add_argument("--jumps", type=int, default=50, help="cases under a jumping clock")
    parser.add_argument("--acts", default=",".join(ACTS), help="which acts, with commas")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("figures.json"))
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    return parser.parse_args(words)


def run(ask: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Return all figures."""
    started = time.monotonic()
    figures: dict[str, Any] = {"seed": ask.seed, "machine": machine()}
    acts = ask.acts.split(",")
    if ask.moments:
        kills = []
        for kill, count in kill_at_moments(acts, ask.moments, ask.seed, room(folder, "kills")):
            kills.append(kill)
            sys.stderr.write(f"\r{len(kills)}/{count} {kill.act} {kill.found} {kill.faults}   ")
        figures["kills"] = summary(kills)
    if ask.cuts:
        figures["power"] = campaign(ask.cuts, ask.seed, room(folder, "power"))
    if ask.disks:
        figures["full_disk"] = full_disks(acts, ask.disks, ask.seed, room(folder, "disks"))
        figures["read_only"] = read_only(room(folder, "read_only"))
    if ask.jumps:
        figures["clock"] = clock_jumps(ask.jumps, ask.seed, room(folder, "jumps"))
    figures["seconds"] = round(time.monotonic() - started)
    return figures


def room(folder: Path, name: str) -> Path:
    """Return a folder for one of the trials."""
    made = folder / name
    made.mkdir()
    return made


def machine() -> dict[str, Any]:
    """Return what the figures were found on."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
        "cores": os.cpu_count(),
    }


def faults_of(figures: dict[str, Any]) -> int:
    """Return how many findings there are; the way of flushing that is not ours counts none."""
    clock = figures.get("clock", {"is_whole": True})
    return (
        len(figures.get("kills", {}).get("findings", []))
        + len(figures.get("power", {}).get("full", {}).get("faults", []))
        + figures.get("power", {}).get("full", {}).get("cuts_with_an_answered_act_lost", 0)
        + len(figures.get("full_disk", {}).get("faults", []))
        + (not figures.get("read_only", {"said": "x"})["said"])
        + (not clock["is_whole"])
    )


def main() -> None:
    """Try, write the figures, and exit with 1 when anything was found."""
    ask = asked()
    folder = Path(tempfile.mkdtemp(prefix="gege-faults-"))
    try:
        figures = run(ask, folder)
    finally:
        if not ask.keep:
            shutil.rmtree(folder, ignore_errors=True)
    ask.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stderr.write(f"\n{faults_of(figures)} findings -> {ask.out}\n")
    sys.exit(1 if faults_of(figures) else 0)


if __name__ == "__main__":
    main()
