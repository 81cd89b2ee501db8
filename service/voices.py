"""What requests say people trust, fear, resent and hope for, and the nine wishes, by area.

Tags of requests, never of persons; no text of a request.  These are about people's feelings, so
what is small is hidden from the office too (`service.publication`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from casework.access import Action, Viewer, require
from casework.period import Period
from casework.request import VOICE_TERMS, WISH_TERMS
from casework.sentence import Sentence, Term
from data.settings_store import office_zone
from data.store import Store
from service.areas import unit_of
from service.errors import ServiceError
from service.figure import NONE
from service.figure_asked import Part, window_of
from service.figure_groups import groups
from service.figure_homes import homes_of
from service.publication import HIDDEN, told
from service.publication_frame import DIFFERENCES
from service.voices_counts import ALL, Tag, TagCounts, tag_counts

VoicesBy = Literal["community", "street"]
# With less than this share of the numbers shown a page is a page of signs.
_READABLE: Final = 0.5
TAG_TERMS: Final[dict[Tag, Mapping[str, Term]]] = {
    "voice": {one.value: term for one, term in VOICE_TERMS.items()},
    "wish": {one.value: term for one, term in WISH_TERMS.items()},
}
OFFICIAL: Final[dict[str, str]] = dict(zip(TAG_TERMS["voice"], "信怕怨盼", strict=True)) | dict(
    zip(
        TAG_TERMS["wish"],
        ("工作", "收入", "身体", "住房", "医疗", "教育", "环境", "保障", "秩序"),
        strict=True,
    )
)


@dataclass(frozen=True)
class VoiceLine:
    """The requests of an area by tag.

    Attributes
    ----------
    counts
        One per tag, None where hidden.
    total
        Requests with any of the tags, None where hidden.
    households
        Of today.
    """

    code: str | None
    name: str
    counts: tuple[int | None, ...]
    total: int | None
    households: int

    @property
    def per_1000(self) -> float | None:
        """Return the requests per 1,000 households; None where hidden or without households."""
        return self.rate(self.total)

    @property
    def rates(self) -> tuple[float | None, ...]:
        """Return each count per 1,000 households, None where hidden or without households."""
        return tuple(self.rate(one) for one in self.counts)

    def rate_text(self, count: int | None) -> str:
        """Return a count per 1,000 households as it is shown: a sign where hidden."""
        rate = self.rate(count)
        if count is None:
            return HIDDEN
        return NONE if rate is None else f"{rate:.1f}"

    def rate(self, count: int | None) -> float | None:
        """Return a count per 1,000 households of the area."""
        return None if count is None or not self.households else 1000 * count / self.households


@dataclass(frozen=True)
class Voices:
    """Requests with tags by area.

    Attributes
    ----------
    tags
        The tags in the order of the lines' counts.
    lines
        The areas by code; requests that lie in none of them count in the whole only.
    whole
        All of what is asked for.
    hidden
        How many of the numbers shown by area and tag are hidden.
    sentences
        What is hidden and why.
    """

    tag: Tag
    by: VoicesBy
    period: Period
    as_of: datetime
    area: str | None
    tags: tuple[str, ...]
    lines: tuple[VoiceLine, ...]
    whole: VoiceLine
    hidden: int
    k: int
    sentences: tuple[Sentence, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the table as plain values; a hidden number is null."""
        return {
            "tag": self.tag,
            "by": self.by,
            "period": self.period.key,
            "as_of": self.as_of,
            "area": self.area,
            "tags": list(self.tags),
            "k": self.k,
            "hidden": self.hidden,
            "whole": _as_json(self.whole),
            "lines": [_as_json(line) for line in self.lines],
            "rules": [str(one) for one in self.sentences],
        }


def _as_json(line: VoiceLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": str(line.name),
        "counts": list(line.counts),
        "total": line.total,
        "households": line.households,
        "per_1000": line.per_1000,
    }


def voices(
    viewer: Viewer,
    store: Store,
    tag: Tag,
    by: VoicesBy,
    period: Period,
    as_of: datetime,
    area: str | None = None,
) -> Voices:
    """Return how many requests of a period carry each tag in each community or street.

    Parameters
    ----------
    tag
        ``voice`` for 信 怕 怨 盼, ``wish`` for the nine wishes.
    area
        An organisation unit or grid: the areas that lie in it, or that it lies in.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such tag or area, or it lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_CASES)
    if tag not in TAG_TERMS or by not in ("community", "street"):
        raise ServiceError(
            "There is nothing told by {tag} and {by}: ask for voice or wish by community or"
            " street.",
            tag=tag,
            by=by,
        )
    with store.read() as conn:
        zone = office_zone(conn)
    on = as_of.astimezone(zone).date()
    period = period.until(on)
    found = tag_counts(store, tag, window_of((period.first, period.last), as_of, zone))
    tags = tuple(TAG_TERMS[tag])
    asked = _Asked(viewer, store, by, area, on)
    level, code, name = asked.whole()
    lines = asked.lines(found, tags)
    whole = _line(found, tags, level, code, name, asked.households()[None])
    numbers = [number for line in lines for number in (*line.counts, line.total)]
    hidden = numbers.count(None)
    words = (*told(found.k, len(numbers), hidden), DIFFERENCES)
    return Voices(tag, by, period, as_of, area, tags, lines, whole, hidden, found.k, words)


def first_readable(
    viewer: Viewer,
    store: Store,
    tag: Tag,
    as_of: datetime,
    periods: Sequence[Period],
    levels: Sequence[VoicesBy],
) -> tuple[Period, VoicesBy]:
    """Return the first period, and in it the first level, of which half the numbers are shown.

    Where there is none, that of which most are: name the shortest period and the finest level
    first.  The whole district decides, so that the choice stays while one looks at its parts.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        zone = office_zone(conn)
    best, most = (periods[0], levels[0]), 0.0
    for period in periods:
        days = period.until(as_of.astimezone(zone).date())
        found = tag_counts(store, tag, window_of((days.first, days.last), as_of, zone))
        for level in levels:
            share = found.told_share(level)
            if share > most:
                best, most = (period, level), share
            if share >= _READABLE:
                return best
    return best


def place_of(viewer: Viewer, store: Store, area: str | None, on: date) -> tuple[str, str | None]:
    """Return level and code of the unit that an area is or lies in; `ALL` for the district."""
    if area is None and viewer.scope is None:
        return ALL, None
    here = unit_of(viewer, store, area, on)
    return here.level, here.code


@dataclass(frozen=True)
class _Asked:
    """The areas that have a line."""

    viewer: Viewer
    store: Store
    by: VoicesBy
    area: str | None
    on: date

    def whole(self) -> tuple[str, str | None, str]:
        level, code = place_of(self.viewer, self.store, self.area, self.on)
        if code is None:
            return level, code, Term("Whole district")
        return level, code, unit_of(self.viewer, self.store, self.area, self.on).name

    def households(self, by: VoicesBy | None = None) -> Mapping[Any, int]:
        level, code = place_of(self.viewer, self.store, self.area, self.on)
        with self.store.read() as conn:
            within = replace(self.viewer, scope=None if level == ALL else code)
            part = Part.of(conn, within, None, None)
        return homes_of(self.store, part, by)

    def lines(self, found: TagCounts, tags: Sequence[str]) -> tuple[VoiceLine, ...]:
        with self.store.read() as conn:
            ever = groups(conn, self.by, self.viewer, self.area)
            today = groups(conn, self.by, self.viewer, self.area, self.on)
        homes = self.households(self.by)
        lines = [
            _line(found, tags, self.by, code, name, homes.get(code, 0))
            for code, name in sorted(ever.items())
        ]
        shown = [line for line in lines if line.code in today or line.total != 0]
        return tuple(shown)


def _line(
    found: TagCounts, tags: Sequence[str], level: str, code: str | None, name: str, homes: int
) -> VoiceLine:
    counts = tuple(found.number(level, code, tag) for tag in tags)
    return VoiceLine(code, name, counts, found.number(level, code, ALL), homes)
