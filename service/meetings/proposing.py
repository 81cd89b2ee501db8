"""What an agenda is proposed from: open decisions, marked cases, the sections of the pack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.meeting import ItemKind
from data.case_store import grid_names
from data.meeting_store import add_item, load_items
from data.pack_store import kept_pack
from data.rows import records
from data.store import Store
from service.meetings.flags import flags_in
from service.meetings.keeping import Meeting, keep_meeting, meeting_kept, refuse_frozen

# Minutes an item is given until somebody says otherwise; a section of the pack has its own.
USUAL_MINUTES: Final = {
    ItemKind.DECISIONS: 10,
    ItemKind.CASE: 5,
    ItemKind.SLIDES: 5,
    ItemKind.TOPIC: 10,
}
# Said by the first item, or not talked about.
_LEFT_OUT: Final = frozenset({"cover", "decisions", "closing"})

_PAGE: Final = re.compile(r"\s+\d+/\d+$")


@dataclass(frozen=True)
class PackSection:
    """A section of a pack that is talked about: its first slide, its title by language."""

    key: str
    slide: str
    titles: Mapping[str, str]
    minutes: int


def propose_agenda(viewer: Viewer, store: Store, code: str, version: int, now: datetime) -> int:
    """Add to an agenda what is proposed and is not on it yet, and return how many items.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When the meeting is not his, has changed, or was held.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        refuse_frozen(kept)
        added = fill(conn, viewer, kept)
        keep_meeting(conn, kept)
    return added


def fill(conn: sa.Connection, viewer: Viewer, meeting: Meeting) -> int:
    """Add what is proposed and is not on the agenda yet; return how many items."""
    items = records(load_items(conn, meeting.id))
    known = {_mark(one) for one in items}
    added = [one for one in _proposed(conn, viewer, meeting) if _mark(one) not in known]
    for position, one in enumerate(added, start=len(items) + 1):
        minutes = one.pop("given", None) or USUAL_MINUTES[ItemKind(one["kind"])]
        own = {"meeting_id": meeting.id, "position": position, "minutes": minutes}
        add_item(conn, one | own)
    return len(added)


def sections_of(conn: sa.Connection, pack: str | None) -> list[PackSection]:
    """Return the sections of a pack that are talked about, in its order; none without a pack."""
    kept = kept_pack(conn, pack) if pack else None
    if kept is None:
        return []
    minutes = {one["key"]: one.get("minutes") for one in kept.template.get("sections", ())}
    found: dict[str, PackSection] = {}
    for slide in json.loads(kept.content)["slides"]:
        key = slide["section"]
        if key not in found and key not in _LEFT_OUT:
            titles = dict(zip(("zh", "en"), map(_of_section, slide["title"]), strict=True))
            found[key] = PackSection(key, slide["key"], titles, int(minutes.get(key) or 0))
    return list(found.values())


def _proposed(conn: sa.Connection, viewer: Viewer, meeting: Meeting) -> Iterator[dict[str, Any]]:
    yield {"kind": ItemKind.DECISIONS.value, "title": ""}
    seen: set[int] = set()
    for row in records(flags_in(conn, viewer, meeting.held_on, meeting.area)):
        if row["case_id"] not in seen:
            seen.add(row["case_id"])
            yield {
                "kind": ItemKind.CASE.value, "title": case_title(conn, row),
                "case_id": row["case_id"],
            }  # fmt: skip
    for one in sections_of(conn, meeting.pack):
        yield {
            "kind": ItemKind.SLIDES.value, "title": one.titles["zh"], "slide": one.slide,
            "given": one.minutes,
        }  # fmt: skip


def case_title(conn: sa.Connection, row: Mapping[str, Any]) -> str:
    """Return what an agenda calls a case: its kind of matter and its grid.

    Never an address, which may be somebody's home, and nothing of who reported it.
    """
    grid = row["grid_code"]
    place = grid_names(conn, [grid]).get(grid, grid) if grid else None
    return " · ".join(part for part in (row["category"], place) if part) or row["code"]


def _of_section(title: str) -> str:
    """Return the title of a section from that of its first slide: without page and part."""
    return _PAGE.sub("", title.split(" · ")[0]) or title


def _mark(item: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what makes two items the same."""
    kind = item["kind"]
    return (kind,) if kind == ItemKind.DECISIONS else (kind, item.get("case_id"), item.get("slide"))
