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
_WHOLE = ["grids", "households", "occupied", "open_cases", "off_size", "pieces"]


@dataclass(frozen=True, eq=False)
class PlanMeasures:
    """What a distribution of the grids means.

    Attributes
    ----------
    lines
        A row a worker in service, in the order of the facts: ``code, name, capacity, grids,
        households, occupied, open_cases, expected_cases, visits_due, area_km2, spread_m,
        household_hours, open_case_hours, expected_case_hours, visit_hours, walking_hours, hours``
        (a month), ``load`` (hours per full post over the mean), ``pieces, compactness`` and
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
    lines = _lines(facts, areas)
    has = lines["grids"].to_numpy() > 0
    spent = lines["hours"].to_numpy(float)[has]
    posts = lines["capacity"].to_numpy(float)[has]
    mean = float(spent.sum() / posts.sum()) if has.any() else 0.0
    codes = lines["code"].to_numpy(object)
    edges = facts.adjacency.edges
    is_cut = areas[edges[:, 0]] != areas[edges[:, 1]]
    changed = moved(facts.holders, areas)
    return PlanMeasures(
        lines=lines.assign(load=_over(lines["hours"] / lines["capacity"], mean)),
        max_over_mean=max_over_mean(spent, posts) if has.any() else 1.0,
        gini=gini(spent, posts),
        mean_hours=mean,
        cut_edges=int(is_cut.sum()),
        border_km=float(facts.adjacency.border_m[is_cut].sum() / 1000),
        in_pieces=list(codes[lines["pieces"].to_numpy() > 1]),
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


def _lines(facts: StudioFacts, areas: Ints) -> pd.DataFrame:
    k, problem, has = len(facts.workers), facts.problem, areas >= 0
    own = areas[has]
    sums = {
        name: np.bincount(own, facts.grids[name].to_numpy(float)[has], minlength=k)
        for name in _SUMMED
    }
    spread = spread_m(problem, areas)
    found = hours(
        facts.rule,
        Amounts(
            sums["households"], sums["open_cases"], sums["expected_cases"], sums["visits_due"],
            spread,
        ),
    )  # fmt: skip
    ground = facts.grids["area_m2"].to_numpy(float)
    perimeter = facts.grids["perimeter_m"].to_numpy(float)
    edges, border_m = facts.adjacency.edges, facts.adjacency.border_m
    lines = facts.workers.assign(
        grids=np.bincount(own, minlength=k),
        **{name: sums[name] for name in _SUMMED[:-1]},
        area_km2=sums["area_m2"] / 1e6,
        spread_m=spread,
        household_hours=found.household,
        open_case_hours=found.open_case,
        expected_case_hours=found.expected_case,
        visit_hours=found.visit,
        walking_hours=found.walking,
        hours=found.total,
        pieces=pieces(edges, areas, k),
        compactness=compactness(ground, perimeter, edges, border_m, areas, k),
        off_size=np.bincount(own, _off_size(facts)[has], minlength=k),
    )
    return lines.astype(dict.fromkeys(_WHOLE, np.int64))


def _off_size(facts: StudioFacts) -> Floats:
    low, high = facts.size_band
    count = facts.grids["households"].to_numpy()
    is_general = (facts.grids["kind"] == "general").to_numpy()
    return np.asarray(is_general & ((count < low) | (count > high)), np.float64)


def _over(values: pd.Series, mean: float) -> pd.Series:
    return values / mean if mean > 0 else values * 0.0
