"""The workers, who covers which grids since when, and who is on leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from data.demo.areas import areas

PRIMARY, BACKUP = "primary", "backup"
# Shares of the grids; of 110: three with a backup only, two with nobody, six that changed hands
# within the year; two workers in half a post.
_BACKUP_ONLY = 3 / 110
_NOBODY = 2 / 110
_CHANGED = 6 / 110
_HALF_TIME = 2 / 110
# Share of the workers who are away now; as many were, and will be.
_ON_LEAVE = 0.1
# Workers without grids of their own, who stand in where nobody else in the community can, and for
# every so manieth grid.
_SPARE = 2
_SPARE_EVERY = 17


@dataclass(frozen=True)
class Staff:
    """Who serves the district.

    Attributes
    ----------
    workers
        ``code, name, phone, capacity, valid_to``: numbered, with an area code that does not exist.
    postings
        ``worker_code, grid_code, duty, since, until, order_no``: at most one primary answers for a
        grid on any day.
    leaves
        ``worker_code, since, until`` (half open): some past, some now, some to come.
    """

    workers: pd.DataFrame
    postings: pd.DataFrame
    leaves: pd.DataFrame


@dataclass
class _Book:
    """The postings as they are written down, how many workers there are, and when some left."""

    today: date
    workers: int
    rows: list[tuple[str, str, str, date, date | None, str]] = field(default_factory=list)
    left: dict[str, date] = field(default_factory=dict)

    def post(self, worker: int, grid: str, duty: str, since: date, until: date | None) -> None:
        """Write down a posting with an order number of the year it began in."""
        order = f"示网〔{since.year}〕{len(self.rows) + 1:04d}号"
        self.rows.append((_code(worker), grid, duty, since, until, order))

    def post_one_who_left(self, grid: str, since: date, until: date) -> None:
        """Write down a worker who had this grid and left the service."""
        self.workers += 1
        self.left[_code(self.workers)] = until
        self.post(self.workers, grid, PRIMARY, since, until)


def staff(grids: gpd.GeoDataFrame, today: date, rng: np.random.Generator) -> Staff:
    """Return workers, postings and leaves for the grids (frame of `cells.grids`).

    A worker has about two and a half neighbouring grids of one community, one to five.  Most
    grids have a backup: the primary of the next grid of the community that is another's.
    """
    codes = list(grids["code"])
    fate = _fates(len(codes), rng)
    is_held = np.array([one not in ("nobody", "backup only") for one in fate])
    area = areas(grids, is_held, rng)
    primary = {code: n + 1 for code, n in zip(codes, area, strict=True) if n >= 0}
    started = rng.integers(500, 1500, len(codes))
    changed = rng.integers(20, 340, len(codes))
    book = _Book(today, max(primary.values(), default=0) + _SPARE)
    others = _others(codes, primary)
    for number, grid in enumerate(codes):
        since = today - timedelta(days=int(started[number]))
        change = today - timedelta(days=int(changed[number]))
        _post_primary(book, grid, (primary, others), fate[number], (since, change))
    _post_backups(book, codes, others, fate, started)
    columns = ["worker_code", "grid_code", "duty", "since", "until", "order_no"]
    postings = pd.DataFrame(book.rows, columns=columns)
    return Staff(_workers(book, area, rng), postings, _leaves(book, postings, rng))


def _code(number: int) -> str:
    return f"W{number:05d}"


def _workers(book: _Book, area: list[int], rng: np.random.Generator) -> pd.DataFrame:
    numbers = range(1, book.workers + 1)
    sizes = np.bincount([n for n in area if n >= 0], minlength=1)
    small = np.flatnonzero(sizes <= 2)
    half = min(max(2, round(_HALF_TIME * len(area))), len(small))
    is_half = set(rng.choice(small, size=half, replace=False) + 1)
    return pd.DataFrame(
        {
            "code": [_code(n) for n in numbers],
            "name": [f"网格员{n:03d}" for n in numbers],
            "phone": [f"000-{n // 10_000:04d}-{n % 10_000:04d}" for n in numbers],
            "capacity": [0.5 if n in is_half else 1.0 for n in numbers],
            "valid_to": pd.Series([book.left.get(_code(n)) for n in numbers], dtype=object),
        }
    )


def _leaves(book: _Book, postings: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    busy = np.array(sorted(postings.loc[postings["until"].isna(), "worker_code"].unique()))
    absent = max(2, round(_ON_LEAVE * len(busy)))
    chosen = rng.choice(busy, size=min(3 * absent, len(busy)), replace=False)
    starts = np.concatenate(
        [rng.integers(-4, 1, absent), rng.integers(-300, -20, absent), rng.integers(3, 40, absent)]
    )[: len(chosen)]
    lengths = rng.integers(5, 15, len(chosen))
    rows = [
        (str(worker), book.today + timedelta(days=int(a)), book.today + timedelta(days=int(a + n)))
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
        ("changed", _CHANGED),
    ):
        for grid in order[at : at + max(1, round(share * grids))]:
            fate[grid] = name
        at += max(1, round(share * grids))
    return fate


def _others(codes: list[str], primary: dict[str, int]) -> dict[str, int]:
    """Return for each grid the worker of the next grid of its community that is another's."""
    of_community: dict[str, list[str]] = {}
    for grid in codes:
        of_community.setdefault(grid[:12], []).append(grid)
    found = {}
    for near in of_community.values():
        for at, grid in enumerate(near):
            workers = [primary[g] for g in near[at + 1 :] + near[:at] if g in primary]
            other = next((w for w in workers if w != primary.get(grid)), None)
            if other is not None:
                found[grid] = other
    return found


def _post_primary(
    book: _Book,
    grid: str,
    people: tuple[dict[str, int], dict[str, int]],
    fate: str,
    days: tuple[date, date],
) -> None:
    (primary, others), (since, change) = people, days
    if fate == "backup only":
        book.post_one_who_left(grid, since, change)
    if grid not in primary:
        return
    if fate == "changed":
        if grid in others:
            book.post(others[grid], grid, PRIMARY, since, change)
        else:
            book.post_one_who_left(grid, since, change)
        since = change
    book.post(primary[grid], grid, PRIMARY, since, None)


def _post_backups(
    book: _Book, codes: list[str], others: dict[str, int], fate: list[str], started: np.ndarray
) -> None:
    """Post the other worker of the community as backup, or one of those without grids."""
    first_spare = book.workers - len(book.left) - _SPARE + 1
    for number, grid in enumerate(codes):
        if fate[number] == "nobody":
            continue
        is_spare = grid not in others or number % _SPARE_EVERY == 5
        backup = first_spare + number % _SPARE if is_spare else others[grid]
        since = book.today - timedelta(days=int(started[number]) - 30)
        book.post(backup, grid, BACKUP, since, None)
