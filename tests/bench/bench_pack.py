"""A pack of a month: seconds and memory to build, freeze and write it, beside counting alone.

``python -m tests.bench.bench_pack [--cases N --copies N --households N --grids N --database FILE]``
A database that is given and exists is used as it is, and gets one more pack.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from casework.access import OPERATOR
from casework.period import Period
from dashboard.pack_inks import PackInks
from data.migrate import migrate
from data.store import Store
from service.figures import figures
from service.packs.building import build_pack, pack_of
from service.packs.comparing import compare_pack
from service.packs.composing import PackAsk
from service.packs.files import FORMATS, pack_file
from service.packs.words import Words
from tests.bench.many_cases import fill, tell_sizes

T = TypeVar("T")


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(asked.database or Path(folder) / "bench.db")
        store = Store(str(path))
        if migrate(store):
            fill(store, asked.cases // asked.copies, asked.copies, asked.households, asked.grids)
            print("made; start again with --database to see the memory of packs alone")
        tell_sizes(store)
        now = datetime.now(UTC)
        _measure(store, Period.holding(now.date()).previous(), now)


def _measure(store: Store, period: Period, now: datetime) -> None:
    days = (period.first, period.last)
    counting, _all = _timed(lambda: figures(OPERATOR, store, *days, now))
    print(f"all figures of {period.key}, counted once: {counting:.1f} s")
    steps: list[tuple[float, str]] = []

    def tell(_share: float, what: Words) -> None:
        steps.append((time.perf_counter(), what.en))

    seconds, code = _timed(
        lambda: build_pack(OPERATOR, store, PackAsk(period), now, PackInks(), tell)
    )
    deck = pack_of(OPERATOR, store, code).deck
    print(
        f"built and frozen: {seconds:.1f} s, {seconds / counting:.1f} times the counting alone;"
        f" {len(deck.slides)} slides; peak memory {_peak_mb():,.0f} MB"
    )
    for (at, what), (end, _next) in zip(steps, steps[1:], strict=False):
        print(f"  {end - at:6.1f} s  {what}")
    for made_as in FORMATS:
        seconds, made = _timed(
            lambda made_as=made_as: pack_file(  # type: ignore[misc]
                OPERATOR, store, code, made_as, "zh", "inside", now
            )
        )
        print(f"{made_as:5} {seconds:6.1f} s  {len(made.body) / 1e6:6.2f} MB")
    seconds, found = _timed(lambda: compare_pack(OPERATOR, store, code, "then", now))
    print(f"compared with today: {seconds:.1f} s, {len(found.cases)} cases differ")
    print(f"peak memory {_peak_mb():,.0f} MB")


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--grids", type=int, default=560)
    parser.add_argument("--database", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
