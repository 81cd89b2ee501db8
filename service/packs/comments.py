"""What the presenter writes beside a slide: all that is typed by hand in a pack."""

from __future__ import annotations

from datetime import datetime

from casework.access import Action, Viewer, require
from casework.plain_text import one_line
from data.pack_store import add_comment, comments_of
from data.store import Store, bump
from service.errors import ServiceError
from service.packs.building import pack_in_part, pack_of
from service.packs.layout import COMMENT_SIGNS


def write_comment(
    viewer: Viewer, store: Store, code: str, slide: str, text: str, now: datetime
) -> str:
    """Keep what stands beside a slide from now on and return it; an empty one takes it away.

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    ServiceError
        When there is no such pack or slide, or the text is too long for its two lines.
    """
    require(viewer, Action.PREPARE_PACK)
    pack = pack_of(viewer, store, code)
    if pack.deck.slide(slide) is None:
        raise ServiceError(
            "The pack {code} has no slide {slide}: choose one of its slides.",
            code=code,
            slide=slide,
        )
    kept = one_line(text)
    if len(kept) > COMMENT_SIGNS:
        raise ServiceError(
            "The comment has {n} signs, and {most} fit beside a slide: shorten it.",
            n=len(kept),
            most=COMMENT_SIGNS,
        )
    with store.begin() as conn:
        number = pack_in_part(conn, viewer, code).id
        if comments_of(conn, number).get(slide, "") != kept:
            add_comment(conn, number, slide, kept, viewer.name, now)
            bump(conn, "packs")
    return kept


def comments_kept(viewer: Viewer, store: Store, code: str) -> dict[str, str]:
    """Return the comment of each slide that has one."""
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return comments_of(conn, pack_in_part(conn, viewer, code).id)
