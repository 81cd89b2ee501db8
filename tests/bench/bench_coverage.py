"""Fairer coverage beside GerryChain, METIS and spopt: python -m tests.bench.bench_coverage.

Each block is one problem and each line one way, all run in turn in processes of their own; one
that does not end in its time is ended, and the best it had written down counts; one of spopt's
that had none is not asked again on a larger problem.  Seconds are those of the processor: other
work on the machine changes nothing.  Areas of the peers get the names that keep the most units
where they are.  Contiguity is judged by networkx.
The last way of ours asks for the balance of the best peer: what counts is how many units move.
Ends with exit code 1 when an answer is wrong: an area of ours in pieces, a bound above something
found, a measure that is not the judge's.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pytest

from geo.balance import Balance
from geo.balance_bound import bound
from tests.bench.coverage_files import keep
from tests.bench.coverage_judge import Judged, judge, relabelled
from tests.bench.coverage_peers import PEERS
from tests.bench.coverage_problems import MAKERS, Problem

OUT: Final = Path("var/bench/coverage.json")
HEAD: Final = ("way", "max/mean", "Gini", "moved", "cut", "broken", "seconds", "x moved", "note")
LINE: Final = "  {:<28} {:>8} {:>6} {:>7} {:>6} {:>6} {:>8} {:>8}  {}"
LIBRARIES: Final = ("pymetis", "gerrychain", "spopt", "numba", "numpy", "networkx")
#: Loads are rounded to thousandths for the peers, so two balances this near are the same.
SAME: Final = 1e-4


class Row(NamedTuple):
    """One way on one problem: None where it gave no answer, with the reason in the note."""

    way: str
    judged: Judged | None
    seconds: float
    worked: float
    note: str = ""
    facts: dict[str, Any] | None = None

    @property
    def does_the_job(self) -> bool:
        return self.judged is not None and self.judged.is_sound


def child(module: str, arguments: list[str], limit: float) -> str:
    """Run a module of the bench; return why it gave no or no last answer, or nothing.

    It ends itself after its processor seconds; a machine so busy that it takes ten times as long
    is not waited for.
    """
    command = [sys.executable, "-W", "ignore", "-m", f"tests.bench.{module}", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=10 * limit + 60, check=False
        )
    except subprocess.TimeoutExpired:
        return f"waited {10 * limit + 60:.0f} s for it"
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"ended after {limit:.0f} s"
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1][:70]


def by_peer(way: str, problem: Problem, files: Path, options: argparse.Namespace) -> Row:
    """Let a peer do it, its areas under the names that keep the most units."""
    arguments = [way, str(files / "problem.npz"), str(files / "answer.npz")]
    arguments += ["--seconds", str(options.seconds), "--seed", str(options.seed)]
    arguments += ["--limit", str(options.limit)]
    why = child("coverage_peers", arguments, options.limit)
    if not (files / "answer.npz").exists():
        return Row(way, None, options.limit, options.limit, why or "no answer")
    answer = taken(files / "answer.npz")
    areas = relabelled(problem.balance, answer["areas"])
    k, found = len(problem.balance.capacity), int(areas.max()) + 1
    if found > k:
        return Row(way, None, answer["seconds"], answer["worked"], f"{found} areas instead of {k}")
    row = Row(way, judge(problem.balance, areas), answer["seconds"], answer["worked"])
    return row._replace(note=why)


def by_us(way: str, problem: Problem, files: Path, wish: dict[str, Any]) -> Row:
    """Let our solver do it."""
    arguments = [str(files / "problem.npz"), str(files / "answer.npz"), json.dumps(wish)]
    why = child("coverage_ours", arguments, wish["seconds"])
    if why:
        return Row(way, None, 0.0, 0.0, why)
    answer = taken(files / "answer.npz")
    judged = judge(problem.balance, answer.pop("areas"))
    facts = json.loads(str(answer["facts"]))
    return Row(way, judged, answer["seconds"], answer["worked"], "", facts)


def taken(file: Path) -> dict[str, Any]:
    """Return an answer and take its file away."""
    with np.load(file) as arrays:
        values = {name: arrays[name] for name in arrays.files}
    file.unlink()
    return {name: value if value.ndim else value.item() for name, value in values.items()}


def best_of(rows: list[Row]) -> Row | None:
    """Return the evenest answer that does the job: contiguous, and an area for everybody."""
    sound = [row for row in rows if row.does_the_job]
    return min(sound, key=lambda row: row.judged.over) if sound else None  # type: ignore[union-attr]


def ways_of_ours(best: Row | None, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return what is wished for: few moves, areas anew, and the best peer's balance."""
    common = {"seconds": options.seconds, "seed": options.seed}
    ways: dict[str, dict[str, Any]] = {
        "Gege, few moves, 1.02": {"target": 1.02, "starts": "today"},
        "Gege, fresh, 1.02": {"target": 1.02, "starts": "fresh"},
        "Gege, evenest": {"target": 1.0, "starts": "both"},
    }
    if best:
        ways["Gege, as even as best peer"] = {"target": best.judged.over, "starts": "both"}  # type: ignore[union-attr]
    return {way: wish | common for way, wish in ways.items()}


def compare(
    name: str, problem: Problem, options: argparse.Namespace, say: Callable[[str], None]
) -> dict[str, Any]:
    """Print the block of one problem and return it as values."""
    balance = problem.balance
    lowest, before = bound(balance), judge(balance, balance.start)
    say(
        f"\n{name}: {problem.name}, {len(balance.loads):,} units, {len(balance.capacity)} areas;"
        f" start ({problem.start_from}) {before.over:.4f}; bound {lowest:.4f}"
    )
    say(LINE.format(*HEAD))
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        keep(balance, files / "problem.npz")
        peers = []
        for way in able(balance, options.peers):
            if way in options.given_up:
                peers.append(Row(way, None, 0.0, 0.0, "ended without an answer on a smaller one"))
            else:
                peers.append(by_peer(way, problem, files, options))
            if peers[-1].judged is None and PEERS[way][0] == "spopt":
                options.given_up.add(way)
            say(line(peers[-1], None))
        best = best_of(peers)
        ours = []
        for way, wish in ways_of_ours(best, options).items():
            ours.append(by_us(way, problem, files, wish))
            say(line(ours[-1], best))
    wrongs = list(wrong(problem, peers, ours))
    for sentence in [*verdict(best, ours), *wrongs]:
        say(f"  {sentence}")
    return {
        "problem": name,
        "units": len(balance.loads),
        "areas": len(balance.capacity),
        "start": asdict(before),
        "bound": lowest,
        "rows": [as_values(row) for row in [*peers, *ours]],
        "wrong": wrongs,
    }


def able(problem: Balance, peers: list[str]) -> list[str]:
    """Return the peers that know part-time posts, where there are any: METIS alone."""
    is_full = bool((problem.capacity == problem.capacity[0]).all())
    return [way for way in peers if is_full or PEERS[way][0] == "pymetis"]


def line(row: Row, best: Row | None) -> str:
    """Return the line of a way; its moves also as a part of those of the best peer."""
    found, seconds = row.judged, f"{row.worked:.1f}"
    if found is None:
        return LINE.format(row.way, *["-"] * 5, seconds, "-", row.note)
    part = f"{found.moved / best.judged.moved:.2f}" if best and best.judged else ""  # type: ignore[union-attr]
    figures = f"{found.over:.4f}", f"{found.gini:.4f}", f"{found.moved:.1%}", found.cut
    return LINE.format(row.way, *figures, found.in_pieces, seconds, part, row.note)


def verdict(best: Row | None, ours: list[Row]) -> Iterator[str]:
    """Say how ours stands beside the best peer at the best peer's balance."""
    last = ours[-1].judged
    evenest = best_of(ours)
    if not (best and best.judged and last and evenest and evenest.judged):
        return
    even = "yes" if evenest.judged.over <= best.judged.over + SAME else "NO"
    at = "yes" if last.over <= best.judged.over + SAME else "NO"
    yield (
        f"best peer: {best.way}, {best.judged.over:.4f} with {best.judged.moved:.1%} moved; ours as"
        f" even: {even}; at that balance: {at}, moves {last.moved / best.judged.moved:.2f} of it"
    )


def wrong(problem: Problem, peers: list[Row], ours: list[Row]) -> Iterator[str]:
    """Yield what no answer of ours may be."""
    units = int((problem.balance.start >= 0).sum())
    for row in ours:
        if row.judged is None or row.facts is None:
            yield f"WRONG {row.way}: {row.note}"
            continue
        yield from above_found(row, [*peers, *ours])
        if row.judged.in_pieces:
            yield f"WRONG {row.way}: {row.judged.in_pieces} areas in pieces"
        if abs(row.facts["max_over_mean"] - row.judged.over) > 1e-6:
            yield f"WRONG {row.way}: says {row.facts['max_over_mean']}, judged {row.judged.over}"
        if row.facts["bound_moves"] > round(row.judged.moved * units):
            yield f"WRONG {row.way}: no fewer than {row.facts['bound_moves']}, yet moved fewer"


def above_found(one: Row, rows: list[Row]) -> Iterator[str]:
    """Yield where the bound of an answer, in hours of the busiest, is above what one found."""
    assert one.judged
    assert one.facts
    least = one.facts["bound"] * one.judged.busiest / one.judged.over
    for row in rows:
        if row.judged and row.judged.in_pieces == 0 and row.judged.busiest < least * (1 - 1e-9):
            yield f"WRONG {one.way}: bound {least:.5f} h, {row.way} has {row.judged.busiest:.5f} h"


def as_values(row: Row) -> dict[str, Any]:
    judged = asdict(row.judged) if row.judged else {}
    rest = {"way": row.way, "seconds": row.seconds, "cpu_seconds": row.worked, "note": row.note}
    return rest | judged | (row.facts or {})


def versions() -> dict[str, str]:
    """Return the versions of the libraries that are there."""
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "absent"
    return found


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", nargs="+", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    parser.add_argument("--seconds", type=float, default=10.0, help="of an anytime search")
    parser.add_argument("--limit", type=int, default=60, help="after which a peer is ended")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.given_up = set()
    print(" ".join(f"{library} {number}" for library, number in versions().items()))
    blocks = []
    for name in options.problems:
        try:
            problem = MAKERS[name]()
        except pytest.skip.Exception as absent:
            print(f"\n{name}: {absent}")
            continue
        blocks.append(compare(name, problem, options, lambda text: print(text, flush=True)))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"versions": versions(), "problems": blocks}, indent=1))
    return 1 if any(block["wrong"] for block in blocks) else 0


if __name__ == "__main__":
    sys.exit(main())
