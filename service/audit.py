"""The audit of map and data: every check, kept until something it rests on changes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.map_store import token
from data.settings_store import office_zone
from data.store import Store, revision
from service.audit_facts import Facts, gather
from service.audit_grids import odd_sizes, unknown_communities, with_nobody, wrong_codes
from service.audit_rows import cases_without_grid, households_without_grid, odd_times
from service.audit_shapes import odd_shapes
from service.finding import KINDS, SEVERITIES, SEVERITY_TERMS, Finding
from service.language import DEFAULT_LANGUAGE, both, language_of, say
from service.map_kept import Kept
from service.scoping import grids_in_part

_CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    odd_shapes,
    wrong_codes,
    unknown_communities,
    with_nobody,
    odd_sizes,
    cases_without_grid,
    households_without_grid,
    odd_times,
)
_TOPICS = ("grids", "duty", "households", "cases")
_ORDER = {kind: number for number, kind in enumerate(KINDS)}
_kept = Kept(4)


@dataclass(frozen=True)
class KindSummary:
    """How many findings of one kind there are, and what they affect together."""

    kind: str
    findings: int
    errors: int
    households: int
    cases: int
    open_cases: int


def audit_district(viewer: Viewer, store: Store, now: datetime) -> list[Finding]:
    """Return everything the audit finds: errors first, then by kind, the most affected first.

    A viewer of one part sees what concerns its grids; what lies in no grid is seen by those who
    see the whole district.

    Raises
    ------
    CaseworkError
        When the viewer may not audit.
    """
    require(viewer, Action.AUDIT_MAP)
    with store.read() as conn:
        zone = office_zone(conn)
        marks = (*(token(conn, topic) for topic in _TOPICS), revision(conn, "settings"))
    key = (str(store.url), marks, now.astimezone(zone).date())
    found = _kept.get(key, lambda: _audit(store, now))
    return _within(viewer, store, found)


def summary(viewer: Viewer, findings: list[Finding]) -> list[KindSummary]:
    """Return one line per check, those without findings included, in the order of `KINDS`.

    Raises
    ------
    CaseworkError
        When the viewer may not audit.
    """
    require(viewer, Action.AUDIT_MAP)
    return [_summed(kind, [one for one in findings if one.kind == kind]) for kind in KINDS]


def audit_lines(findings: list[Finding]) -> list[str]:
    """Return the findings as lines in the language of $LANG, in both where it names none."""
    tell = _teller()
    if not findings:
        return [tell(Sentence("The audit found nothing."))]
    counts = Counter(one.severity for one in findings)
    head = [
        f"{tell(Sentence(SEVERITY_TERMS[severity]))}: {counts[severity]}" for severity in SEVERITIES
    ]
    return [", ".join(head), *(_line(one, tell) for one in findings)]


def _line(finding: Finding, tell: Callable[[Sentence], str]) -> str:
    grave, title = SEVERITY_TERMS[finding.severity], KINDS[finding.kind].title
    place = "" if finding.lon is None else f" @ {finding.lon:.6f} {finding.lat:.6f}"
    case = "" if finding.case_code is None else f" #{finding.case_code}"
    affected = tell(
        Sentence(
            "({households} households, {open_cases} open cases affected)",
            households=finding.households,
            open_cases=finding.open_cases,
        )
    )
    label = f"[{tell(Sentence(grave))}] {tell(Sentence(title))}"
    return f"{label}{case}: {tell(finding.sentence)} {affected}{place}"


def _teller() -> Callable[[Sentence], str]:
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    tag = said.split(".")[0].replace("_", "-")
    if tag in {"", "C", "POSIX"}:
        return both
    language = language_of(tag) if tag else DEFAULT_LANGUAGE
    return lambda sentence: say(sentence, language)


def _audit(store: Store, now: datetime) -> list[Finding]:
    facts = gather(store, now)
    found = [finding for check in _CHECKS for finding in check(facts)]
    return sorted(found, key=_weight)


def _weight(finding: Finding) -> tuple[int, int, int, float]:
    affected = finding.households + finding.cases
    return (
        SEVERITIES.index(finding.severity),
        _ORDER[finding.kind],
        -affected,
        -(finding.area_m2 or 0.0),
    )


def _within(viewer: Viewer, store: Store, findings: list[Finding]) -> list[Finding]:
    with store.read() as conn:
        inside = grids_in_part(conn, viewer)
    if inside is None:
        return [*findings]
    return [one for one in findings if inside.intersection(one.grid_codes)]


def _summed(kind: str, findings: list[Finding]) -> KindSummary:
    return KindSummary(
        kind,
        len(findings),
        sum(one.severity == "error" for one in findings),
        sum(one.households for one in findings),
        sum(one.cases for one in findings),
        sum(one.open_cases for one in findings),
    )
