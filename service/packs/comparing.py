"""A frozen pack beside the records of today: which figures differ, by which cases, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from casework.access import Action, Viewer, require
from casework.event_terms import EVENT_TERMS
from casework.indicators import INDICATORS, REGISTRY
from casework.period import Period
from casework.sentence import Sentence, Term
from data.pack_rows import FACTS, events_after, facts_of, members_of
from data.settings_store import office_zone
from data.store import Store
from service.figure import Figure
from service.figure_asked import Part, window_of
from service.figure_list import figures_kept
from service.packs.building import Pack, kept_rows, pack_of
from service.packs.composing import figures_in
from service.packs.deck import Card, Cards

# As then: the same moment, by the records of today. As now: today's moment.
Moment = Literal["then", "now"]
Members = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class FigureBeside:
    """A figure of the pack: as it was frozen, and as today's records tell it."""

    key: str
    name: Term
    chinese: str
    frozen: str
    told: str
    entered: int
    left: int

    @property
    def differs(self) -> bool:
        """Return whether it has another value, or other cases."""
        return self.frozen != self.told or bool(self.entered or self.left)


@dataclass(frozen=True)
class CaseBeside:
    """A case behind the figures that is not as it was.

    Attributes
    ----------
    figures
        Keys of the figures it came into or went out of, or counts in otherwise.
    changed
        Name of each fact that differs, what it was and what it is; empty for a case that was not
        known then, or is not now.
    why
        What was recorded of it after the pack's moment, in order; in words.
    """

    code: str
    is_new: bool
    is_gone: bool
    figures: tuple[str, ...]
    changed: tuple[tuple[str, object, object], ...]
    why: tuple[Sentence, ...]


@dataclass(frozen=True)
class Comparison:
    """A pack beside today's records."""

    pack: Pack
    moment: datetime
    figures: tuple[FigureBeside, ...]
    cases: tuple[CaseBeside, ...]

    @property
    def is_same(self) -> bool:
        """Return whether nothing differs."""
        return not self.cases and not any(one.differs for one in self.figures)


def compare_pack(viewer: Viewer, store: Store, code: str, at: Moment, now: datetime) -> Comparison:
    """Return what differs between a frozen pack and today's records.

    Parameters
    ----------
    at
        ``then`` looks at the pack's own moment: what was entered late, corrected, reopened or
        made void since; ``now`` looks at this moment: also what was settled since.

    Raises
    ------
    CaseworkError
        When the viewer may not see packs or cases.
    ServiceError
        When there is no such pack in the viewer's part.
    """
    require(viewer, Action.VIEW_MEETINGS)
    require(viewer, Action.VIEW_CASES)
    pack = pack_of(viewer, store, code)
    moment = pack.deck.as_of if at == "then" else now
    members: dict[str, dict[str, list[str]]] = {}
    facts: dict[str, list[Any]] = {}
    with store.read() as conn:
        zone = office_zone(conn)
        frozen = kept_rows(conn, pack)
        period = Period.parse(pack.deck.period).until(moment.astimezone(zone).date())
        window = window_of((period.first, period.last), moment, zone)
        part = Part.of(conn, viewer, pack.deck.area, pack.deck.unit)
        for key in figures_in(pack.deck):
            members[key] = members_of(conn, INDICATORS[key], window, part.where, facts)
        gone = frozen["facts"].keys() - facts.keys()
        facts |= facts_of(conn, gone)
        differing = _differing(frozen, members, facts)
        events = events_after(conn, differing, pack.deck.as_of)
    cases = [
        _case(one, frozen, members, facts, events.get(one, []), pack.deck.as_of)
        for one in sorted(differing)
    ]
    days = (period.first, period.last)
    told = figures_kept(viewer, store, days, moment, pack.deck.area, pack.deck.unit)
    return Comparison(pack, moment, _figures(pack, told, frozen["figures"], members), tuple(cases))


def _differing(
    frozen: Mapping[str, Any], members: Members, facts: Mapping[str, list[Any]]
) -> set[str]:
    """Return the numbers of cases whose facts or whose figures are other than they were."""
    known = frozen["facts"]
    found = {code for code, was in known.items() if facts.get(code) != was}
    for key, sides in members.items():
        for side, codes in sides.items():
            found |= set(codes) ^ set(frozen["figures"].get(key, {}).get(side, []))
    return found


def _figures(
    pack: Pack, told: Sequence[Figure], frozen: Members, members: Members
) -> tuple[FigureBeside, ...]:
    now = {one.key: one for one in told}
    return tuple(
        FigureBeside(
            key=card.key,
            name=REGISTRY[card.key].name,
            chinese=REGISTRY[card.key].chinese,
            frozen=_value(card.value, card.n, card.m, is_share=card.is_share),
            told=_told(now[card.key], card),
            entered=len(_change(card.key, members, frozen)),
            left=len(_change(card.key, frozen, members)),
        )
        for card in _cards(pack)
        if card.key in now
    )


def _cards(pack: Pack) -> list[Card]:
    blocks = [block for slide in pack.deck.slides for block in slide.blocks]
    every = [card for block in blocks if isinstance(block, Cards) for card in block.cards]
    return list({card.key: card for card in every}.values())


def _told(figure: Figure, card: Card) -> str:
    return _value(figure.value, figure.n, figure.m, is_share=card.is_share)


def _value(value: str, n: int, m: int, *, is_share: bool) -> str:
    return f"{value} ({n:,} / {m:,})" if is_share and m else value


def _change(key: str, later: Members, earlier: Members) -> set[str]:
    """Return the cases of one side or the other that are only in the later members."""
    return {
        code
        for side in ("n", "m")
        for code in set(later.get(key, {}).get(side, [])) - set(earlier.get(key, {}).get(side, []))
    }


def _case(
    code: str,
    frozen: Mapping[str, Any],
    members: Members,
    facts: Mapping[str, list[Any]],
    events: Sequence[tuple[str, datetime, datetime]],
    moment: datetime,
) -> CaseBeside:
    was, now = frozen["facts"].get(code), facts.get(code)
    touched = [
        key
        for key in members
        if code in _change(key, members, frozen["figures"])
        or code in _change(key, frozen["figures"], members)
    ]
    changed = () if was is None or now is None else _changed(was, now)
    why = [_why(kind, then, recorded, moment) for kind, then, recorded in events]
    return CaseBeside(
        code,
        was is None,
        now is None,
        tuple(touched),
        changed,
        tuple(dict.fromkeys(why)) or _UNTOLD,
    )


def _changed(
    was: Sequence[object], now: Sequence[object]
) -> tuple[tuple[str, object, object], ...]:
    pairs = zip(FACTS, was, now, strict=True)
    return tuple((name, before, after) for name, before, after in pairs if before != after)


def _why(kind: str, happened_at: datetime, recorded_at: datetime, moment: datetime) -> Sentence:
    term = EVENT_TERMS.get(kind, Term(kind))
    if happened_at <= moment:
        return Sentence(
            "{event}: of {day:%Y-%m-%d}, entered late on {entered:%Y-%m-%d}",
            event=term,
            day=happened_at,
            entered=recorded_at,
        )
    return Sentence("{event}: on {day:%Y-%m-%d}", event=term, day=happened_at)


# Figures may change without an event of the case: a rule, a clock, a change past the program.
_UNTOLD: Final = (Sentence("No event of the case tells it: a clock, a rule or a row was changed."),)
