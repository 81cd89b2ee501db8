"""What a distribution of the grids means for each worker, and how even it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casework.sentence import Sentence
from casework.workload import Amounts, explained, hours
from geo.balance import Floats, Ints
from geo.balance_measures import compactness, gini, max_over_mean, moved, pieces, spread_m
from service.plans.facts import StudioFacts

_SUMMED = ("households", "occupied", "open_cases", "expected_cases", "visits_due", "area_m2")
_WHOLE = ("grids", "households", "occupied", "open_cases", "off_size", "pieces")
LINE_COLUMNS = [
    "code", "name", "capacity", "grids", "households", "occupied", "open_cases", "expected_cases",
    "visits_due", "area_km2", "spread_m", "household_hours", "open_case_hours",
    "expected_case_hours", "visit_hours", "walking_hours", "hours", "load", "pieces",
    "compactness", "off_size",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanMeasures:
    """What a distribution of the grids means.

    Attributes
    ----------
    lines
        A row a worker in service, in the order of the facts, with `LINE_COLUMNS`: hours and their
        parts a month, ``load`` (hours per full post over the mean), ``pieces`` his grids lie in,
        ``off_size`` (his general grids with fewer or more households than meant).
    max_over_mean, gini
        Of hours per full post, among those who have a grid.
    mean_hours
        All their hours over all their posts.
    cut_edges, border_km
        Touching pairs of grids with two workers, and their common border.
    in_pieces
        Workers whose grids do not hang together.
    vacant
        Grids that nobody has.
    moved, moved_share
        Grids that change hands, and their share of those that had a worker.
    filled
        Vacant grids that are given out.
    """

    lines: pd.DataFrame
    max_over_mean: float
    gini: float
    mean_hours: float
    cut_edges: int
    border_km: float
    in_pieces: list[str]
    vacant: list[str]
    moved: int
    moved_share: float
    filled: int


def measure_plan(facts: StudioFacts, areas: Ints) -> PlanMeasures:
    """Return what a distribution means; `areas` is the row of each grid's worker, -1 for nobody."""
    values = _values(facts, areas)
    has = values["grids"] > 0
    spent, posts = values["hours"][has], facts.problem.capacity[has]
    mean = float(spent.sum() / posts.sum()) if has.any() else 0.0
    load = values["hours"] / facts.problem.capacity / (mean or 1.0)
    edges = facts.adjacency.edges
    is_cut = areas[edges[:, 0]] != areas[edges[:, 1]]
    changed = moved(facts.holders, areas)
    return PlanMeasures(
        lines=_lines(facts, {**values, "load": load}),
        max_over_mean=max_over_mean(spent, posts) if has.any() else 1.0,
        gini=gini(spent, posts),
        mean_hours=mean,
        cut_edges=int(is_cut.sum()),
        border_km=float(facts.adjacency.border_m[is_cut].sum() / 1000),
        in_pieces=list(facts.workers["code"].to_numpy(object)[values["pieces"] > 1]),
        vacant=list(facts.grids["code"].to_numpy(object)[areas < 0]),
        moved=changed,
        moved_share=changed / max(int((facts.holders >= 0).sum()), 1),
        filled=int(((facts.holders < 0) & (areas >= 0)).sum()),
    )


def worker_sentences(measures: PlanMeasures, facts: StudioFacts, code: str) -> tuple[Sentence, ...]:
    """Return the sentences that say where the hours of a worker's area come from."""
    line = measures.lines.iloc[facts.worker_row(code)]
    return explained(
        facts.rule,
        Amounts(
            households=int(line["households"]),
            open_cases=int(line["open_cases"]),
            expected_cases=float(line["expected_cases"]),
            visits_due=float(line["visits_due"]),
            spread_m=float(line["spread_m"]),
        ),
    )


def _lines(facts: StudioFacts, values: dict[str, Floats]) -> pd.DataFrame:
    names = {name: facts.workers[name].to_numpy() for name in facts.workers}
    whole = {name: values[name].astype(np.int64) for name in _WHOLE}
    return pd.DataFrame(names | values | whole, columns=LINE_COLUMNS)


def _values(facts: StudioFacts, areas: Ints) -> dict[str, Floats]:
    """Return the numbers of each worker's line by name."""
    k, problem, columns = len(facts.workers), facts.problem, facts.columns
    has = areas >= 0
    own = areas[has]
    sums = {name: np.bincount(own, columns[name][has], minlength=k) for name in _SUMMED}
    spread = spread_m(problem, areas)
    found = hours(
        facts.rule,
        Amounts(
            households=sums["households"],
            open_cases=sums["open_cases"],
            expected_cases=sums["expected_cases"],
            visits_due=sums["visits_due"],
            spread_m=spread,
        ),
    )
    edges, border_m = facts.adjacency.edges, facts.adjacency.border_m
    shape = compactness(columns["area_m2"], columns["perimeter_m"], edges, border_m, areas, k)
    return sums | {
        "grids": np.bincount(own, minlength=k),
        "area_km2": sums["area_m2"] / 1e6,
        "spread_m": spread,
        "household_hours": found.household,
        "open_case_hours": found.open_case,
        "expected_case_hours": found.expected_case,
        "visit_hours": found.visit,
        "walking_hours": found.walking,
        "hours": found.total,
        "pieces": pieces(edges, areas, k),
        "compactness": shape,
        "off_size": np.bincount(own, facts.is_off_size[has], minlength=k),
    }
