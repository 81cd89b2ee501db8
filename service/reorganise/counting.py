"""Before and after: what there is of everything, and what is not the same, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from casework.sentence import Sentence, Term
from service.reorganise.district import LEVELS, District

# Areas that differ by less are equal: what measuring itself rounds.
_SAME_AREA: Final = 1e-9
_NAMED: Final = 20
_UNITS: Final = {
    "city": Term("cities"),
    "county": Term("counties"),
    "street": Term("streets"),
    "community": Term("communities"),
}


def totals(
    before: District,
    after: District,
    homes: pd.DataFrame,
    matters: pd.DataFrame,
    workers: tuple[set[str], set[str]],
) -> pd.DataFrame:
    """Return ``what, before, after``: units per level, grids, area, people, cases, workers."""
    rows: list[tuple[Term, float, float]] = []
    for level in LEVELS:
        then, now = (_of_level(one, level) for one in (before, after))
        if then or now:
            rows.append((_UNITS[level], then, now))
    then_grids, now_grids = before.shapes(), after.shapes()
    for kind, word in (("general", Term("general grids")), ("dedicated", Term("dedicated grids"))):
        is_then, is_now = then_grids["kind"].eq(kind), now_grids["kind"].eq(kind)
        if is_then.any() or is_now.any():
            rows.append((word, int(is_then.sum()), int(is_now.sum())))
            area = Term(
                "area of general grids, m2" if kind == "general" else "area of dedicated grids, m2"
            )
            rows.append((area, _sum(then_grids[is_then]), _sum(now_grids[is_now])))
    for word, frame in (
        (Term("households in grids"), homes),
        (Term("open cases in grids"), matters),
    ):
        rows.append((word, int(frame["before"].notna().sum()), int(frame["after"].notna().sum())))
    rows.append((Term("workers with a grid"), len(workers[0]), len(workers[1])))
    return pd.DataFrame(rows, columns=["what", "before", "after"], dtype=object)


def differences(
    ground: pd.DataFrame,
    before: District,
    after: District,
    people: Mapping[str, pd.DataFrame],
    workers: tuple[set[str], set[str]],
) -> Iterator[Sentence]:
    """Give everything that is not before as after, by name.

    Parameters
    ----------
    ground
        Pairs of grids of which one comes from the other.
    people
        ``households`` and ``cases``, each ``code, before, after``.
    workers
        Those with a grid before and after.
    """
    yield from _areas(ground, before, after)
    known = pd.MultiIndex.from_frame(ground[["old_code", "new_code"]])
    for what, frame in people.items():
        yield from _strays(what, frame, known)
    for code in sorted(workers[0] - workers[1]):
        yield Sentence(
            "{worker} answered for a grid before and answers for none after: give one to this"
            " worker in the coverage studio.",
            worker=code,
        )


def _areas(ground: pd.DataFrame, before: District, after: District) -> Iterator[Sentence]:
    changed = ground.loc[
        [
            before.grids[old] != after.grids.get(new)
            for old, new in zip(ground["old_code"], ground["new_code"], strict=True)
        ]
    ]
    then, now = (_areas_of(one) for one in (before, after))
    for together in _connected(changed):
        old, new = sorted(set(together["old_code"])), sorted(set(together["new_code"]))
        was, is_now = sum(then[code] for code in old), sum(now[code] for code in new)
        if abs(was - is_now) > _SAME_AREA * max(was, is_now):
            yield Sentence(
                "{old} had {before:,.3f} m2 and {new} have {after:,.3f} m2: look at their shapes"
                " in the map audit.",
                old=", ".join(old),
                before=was,
                new=", ".join(new),
                after=is_now,
            )


def _strays(what: str, frame: pd.DataFrame, known: pd.MultiIndex) -> Iterator[Sentence]:
    lost = frame.loc[frame["before"].notna()]
    strays = lost.loc[~pd.MultiIndex.from_frame(lost[["before", "after"]]).isin(known)]
    for row in strays.head(_NAMED).to_dict("records"):
        after = row["after"] if isinstance(row["after"], str) else Term("no grid")
        places = {"code": row["code"], "before": row["before"], "after": after}
        if what == "households":
            yield Sentence(
                "Household {code} was in {before} and will be in {after}: its place decides.",
                **places,
            )
        else:
            yield Sentence(
                "Open case {code} was in {before} and will be in {after}: its place decides.",
                **places,
            )
    if len(strays) > _NAMED:
        yield Sentence("And {count} more like these.", count=len(strays) - _NAMED)


def _connected(pairs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the pairs in groups that have no code in common."""
    if pairs.empty:
        return
    old, olds = pd.factorize(pairs["old_code"])
    new, news = pd.factorize(pairs["new_code"])
    size = len(olds) + len(news)
    links = coo_array((np.ones(len(pairs)), (old, new + len(olds))), shape=(size, size))
    _, group = connected_components(links, directed=False)
    for _, together in pairs.groupby(group[old]):
        yield together


def _of_level(district: District, level: str) -> int:
    return sum(unit.level == level for unit in district.units.values())


def _areas_of(district: District) -> dict[str, float]:
    frame = district.shapes()
    return dict(zip(frame["code"], frame["area_m2"], strict=True))


def _sum(frame: pd.DataFrame) -> float:
    return float(frame["area_m2"].sum())
