"""What is doubtful about grids apart from their shapes: codes, communities, duty, sizes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from casework.area_code import check_code
from casework.sentence import Sentence
from service.audit_facts import Facts
from service.case_record import named
from service.finding import Finding


def wrong_codes(facts: Facts) -> Iterator[Finding]:
    """Give the grids whose code does not fit the scheme they were taken in with."""
    rows = zip(facts.grids["code"], facts.grids["parent_code"], facts.schemes, strict=True)
    for row, (code, parent, scheme) in enumerate(rows):
        problem = check_code(code, parent if isinstance(parent, str) else None, scheme)
        if problem is not None:
            yield facts.about_grid(row, Finding("wrong_parent", "error", problem))


def unknown_communities(facts: Facts) -> Iterator[Finding]:
    """Give the grids that name no community, or one that is not known; one finding for all."""
    parents = facts.grids["parent_code"]
    if len(parents) > 1 and parents.isna().all():
        yield _all_without_community(facts)
        return
    known = set(facts.units["code"])
    for row, (code, name, parent) in enumerate(
        zip(facts.grids["code"], facts.grids["name"], parents, strict=True)
    ):
        if pd.isna(parent):
            sentence = Sentence(
                "{grid} belongs to no community: name its community in the file of grids.",
                grid=named(code, name),
            )
        elif parent not in known:
            sentence = Sentence(
                "{grid} is said to belong to {parent}, which is not known: correct the community or"
                " import it.",
                grid=named(code, name),
                parent=parent,
            )
        else:
            continue
        yield facts.about_grid(row, Finding("unknown_community", "warning", sentence))


def _all_without_community(facts: Facts) -> Finding:
    west, south, east, north = (float(one) for one in facts.grids.total_bounds)
    sentence = Sentence(
        "None of the {count} grids names its community: name the column of the community when"
        " importing the grids.",
        count=len(facts.grids),
    )
    return Finding(
        "unknown_community",
        "warning",
        sentence,
        grid_codes=tuple(facts.grids["code"]),
        households=sum(facts.households.get(code, 0) for code in facts.grids["code"]),
        cases=sum(facts.cases.get(code, 0) for code in facts.grids["code"]),
        open_cases=sum(facts.open_cases.get(code, 0) for code in facts.grids["code"]),
        lon=(west + east) / 2,
        lat=(south + north) / 2,
        bounds=(west, south, east, north),
    )


def with_nobody(facts: Facts) -> Iterator[Finding]:
    """Give the grids for which nobody answers today."""
    for row, code in enumerate(facts.grids["code"]):
        duty = facts.roster.responsible_on(code, facts.today)
        if duty.worker is None:
            yield facts.about_grid(row, Finding("nobody", "error", duty.reason))


def odd_sizes(facts: Facts) -> Iterator[Finding]:
    """Give the general grids with fewer or more households than the band in the settings."""
    low, high = facts.band
    if not facts.households:
        return
    rows = zip(facts.grids["code"], facts.grids["name"], facts.grids["kind"], strict=True)
    for row, (code, name, kind) in enumerate(rows):
        count = facts.households.get(code, 0)
        if kind != "general" or low <= count <= high:
            continue
        values = {"grid": named(code, name), "count": count, "low": low, "high": high}
        sentence = (
            Sentence(
                "{grid} holds {count} households, fewer than the band of {low} to {high}: consider"
                " joining it to a neighbour, or leave it if it lies in the country.",
                **values,
            )
            if count < low
            else Sentence(
                "{grid} holds {count} households, more than the band of {low} to {high}: consider"
                " dividing it.",
                **values,
            )
        )
        yield facts.about_grid(row, Finding("size", "warning", sentence))
