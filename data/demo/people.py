"""The workers, who covers which grid since when, and who is on leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

PRIMARY, BACKUP = "primary", "backup"
# Shares of the grids; of 110: three with a backup only, two with nobody, nine that share a
# worker with the next grid, six that changed hands within the year.
_BACKUP_ONLY = 3 / 110
_NOBODY = 2 / 110
_SHARED = 9 / 110
_CHANGED = 6 / 110
_ON_LEAVE = 7 / 110
_SPARE_EVERY = 17


@dataclass
class _Roster:
    """The postings as they are written down, and how many workers were hired so far."""

    today: date
    workers: int
    rows: list[tuple[str, str, str, date, date | None, str]] = field(default_factory=list)
    hired: int = 0

    def hire(self) -> int:
        """Return the number of a worker without a posting; when all have one, start again."""
        self.hired += 1
        return (self.hired - 1) % self.workers + 1

    def post(self, worker: int, grid: str, duty: str, since: date, until: date | None) -> None:
        """Write down a posting with an order number of the year it began in."""
        order = f"示网〔{since.year}〕{len(self.rows) + 1:04d}号"
        self.rows.append((worker_code(worker), grid, duty, since, until, order))


def worker_code(number: int) -> str:
    """Return the code of a worker."""
    return f"W{number:05d}"


def workers(count: int) -> pd.DataFrame:
    """Return columns code, name, phone: numbered, with an area code that does not exist (000)."""
    numbers = range(1, count + 1)
    return pd.DataFrame(
        {
            "code": [worker_code(n) for n in numbers],
            "name": [f"网格员{n:03d}" for n in numbers],
            "phone": [f"000-{n // 10_000:04d}-{n % 10_000:04d}" for n in numbers],
        }
    )


def postings(
    grid_codes: list[str], count: int, today: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return columns worker_code, grid_code, duty, since, until, order_no.

    At most one primary answers for a grid on any day.  Most grids have a backup: the primary
    of the next grid of the community.
    """
    roster = _Roster(today, count)
    fate = _fates(len(grid_codes), rng)
    started = rng.integers(400, 1500, len(grid_codes))
    changed = rng.integers(20, 340, len(grid_codes))
    primary: dict[str, int] = {}
    for number, grid in enumerate(grid_codes):
        since = today - timedelta(days=int(started[number]))
        change = today - timedelta(days=int(changed[number]))
        before = grid_codes[number - 1]
        if fate[number] == "shared" and before[:12] == grid[:12] and before in primary:
            primary[grid] = primary[before]
        elif fate[number] not in ("backup only", "nobody"):
            primary[grid] = roster.hire()
        _post_primary(roster, grid, primary.get(grid), fate[number], (since, change))
    _post_backups(roster, grid_codes, primary, fate, started)
    columns = ["worker_code", "grid_code", "duty", "since", "until", "order_no"]
    return pd.DataFrame(roster.rows, columns=columns)


def leaves(
    postings: pd.DataFrame, count: int, today: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return columns worker_code, since, until (half open): some past, some now, some to come."""
    busy = np.array(sorted(postings.loc[postings["until"].isna(), "worker_code"].unique()))
    absent = max(2, round(_ON_LEAVE * count))
    chosen = rng.choice(busy, size=min(3 * absent, len(busy)), replace=False)
    starts = np.concatenate(
        [rng.integers(-4, 1, absent), rng.integers(-300, -20, absent), rng.integers(3, 40, absent)]
    )[: len(chosen)]
    lengths = rng.integers(5, 15, len(chosen))
    rows = [
        (str(worker), today + timedelta(days=int(a)), today + timedelta(days=int(a + n)))
        for worker, a, n in zip(chosen, starts, lengths, strict=True)
    ]
    return pd.DataFrame(rows, columns=["worker_code", "since", "until"])


def _fates(grids: int, rng: np.random.Generator) -> list[str]:
    """Return for each grid what is special about its duty; at least one of each kind."""
    fate = ["plain"] * grids
    order = rng.permutation(grids)
    at = 0
    for name, share in (
        ("nobody", _NOBODY),
        ("backup only", _BACKUP_ONLY),
        ("shared", _SHARED),
        ("changed", _CHANGED),
    ):
        for grid in order[at : at + max(1, round(share * grids))]:
            fate[grid] = name
        at += max(1, round(share * grids))
    return fate


def _post_primary(
    roster: _Roster, grid: str, worker: int | None, fate: str, days: tuple[date, date]
) -> None:
    since, change = days
    if worker is None:
        if fate == "backup only":
            roster.post(roster.hire(), grid, PRIMARY, since, change)
        return
    if fate == "changed":
        roster.post(roster.hire(), grid, PRIMARY, since, change)
        since = change
    roster.post(worker, grid, PRIMARY, since, None)


def _post_backups(
    roster: _Roster,
    grid_codes: list[str],
    primary: dict[str, int],
    fate: list[str],
    started: np.ndarray,
) -> None:
    """Post the primary of another grid of the community as backup, the next one first."""
    of_community: dict[str, list[str]] = {}
    for grid in grid_codes:
        of_community.setdefault(grid[:12], []).append(grid)
    for number, grid in enumerate(grid_codes):
        if fate[number] == "nobody":
            continue
        near = of_community[grid[:12]]
        at = near.index(grid)
        others = [primary[g] for g in near[at + 1 :] + near[:at] if g in primary]
        backup = next((w for w in others if w != primary.get(grid)), None)
        has_spare = roster.hired < roster.workers
        if has_spare and (backup is None or number % _SPARE_EVERY == 5):
            backup = roster.hire()
        if backup is not None:
            since = roster.today - timedelta(days=int(started[number]) - 30)
            roster.post(backup, grid, BACKUP, since, None)
