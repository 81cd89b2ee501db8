"""A pack presented in the app: the file itself, and what only the app can add to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from casework.access import Action, Viewer, may, require
from casework.meeting import ItemKind
from data.store import Store
from service.packs.html_file import Live, policy, to_html

if TYPE_CHECKING:
    from service.packs.building import Pack

# Nothing outside, and no other site's page around it.
POLICY = f"{policy(is_live=True)}; frame-ancestors 'self'"

# Where the pack tells of what an item of the agenda is about, when it begins with no slide.
_TOLD_IN: Final = {
    ItemKind.DECISIONS: "decisions",
    ItemKind.CASE: "matters",
    ItemKind.SLIDES: "headline",
    ItemKind.TOPIC: "questions",
}


def present_html(
    viewer: Viewer, store: Store, code: str, language: str, meeting: str | None, now: datetime
) -> bytes:
    """Return a pack as the page that is presented from, refused like `edition_of`.

    Parameters
    ----------
    meeting
        Code of the meeting whose decisions are opened from it.
    """
    require(viewer, Action.VIEW_MEETINGS)
    # What packs are built from is read by nobody at the start of the server.
    from service.packs.building import pack_of
    from service.packs.editions import edition_of

    pack = pack_of(viewer, store, code)
    edition = edition_of(viewer, store, code, language, "inside", now)
    minutes = _minutes(viewer, store, pack, meeting, now)
    return to_html(edition, _live(viewer, pack, language, meeting, minutes))


def commented(viewer: Viewer, store: Store, code: str, slide: str, text: str, now: datetime) -> str:
    """Keep a comment and return it as every file shows it; refused like `write_comment`."""
    require(viewer, Action.PREPARE_PACK)
    from casework.masking import masked_text
    from service.packs.comments import write_comment

    return masked_text(write_comment(viewer, store, code, slide, text, now))[0]


def _live(
    viewer: Viewer, pack: Pack, language: str, meeting: str | None, minutes: Mapping[str, int]
) -> Live:
    sections = pack.template.sections
    asked = f"?{urlencode({'meeting': meeting})}" if meeting else ""
    return Live(
        home="../../",
        comment_to=f"{quote(pack.code, safe='')}/comment?lang={language}",
        minutes=minutes,
        names={one.key: one.name.told(language) for one in sections},
        decisions=f"meeting-book{asked}",
        may_comment=bool(may(viewer, Action.PREPARE_PACK)),
    )


def _minutes(
    viewer: Viewer, store: Store, pack: Pack, meeting: str | None, now: datetime
) -> dict[str, int]:
    """Return what the clock gives each section: by the meeting's agenda, by the template else."""
    if not meeting:
        return {one.key: one.minutes for one in pack.template.sections}
    from service.meetings.agenda import agenda_of

    found: dict[str, int] = {}
    for item in agenda_of(viewer, store, meeting, now).items:
        slide = pack.deck.slide(item.slide) if item.slide else None
        section = slide.section if slide else _TOLD_IN[item.kind]
        found[section] = found.get(section, 0) + item.minutes
    return found
