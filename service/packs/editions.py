"""A frozen pack as it is shown to somebody: inside for the meeting, or outside."""

from __future__ import annotations

from datetime import datetime

from casework.access import Action, Viewer, require
from casework.masking import masked_text
from casework.sentence import Sentence
from data.pack_store import comments_of, parts_of
from data.store import Store
from service.language import say
from service.packs.building import Pack, pack_in_part, pack_of, pictures_in
from service.packs.comments import comments_kept
from service.packs.deck import Deck
from service.packs.edition import Audience, Edition
from service.packs.guarding import Check, for_outside
from service.packs.masking import masked_pictures
from service.publication import publication_k
from service.publications import watermark


def edition_of(
    viewer: Viewer,
    store: Store,
    code: str,
    language: str,
    audience: Audience,
    now: datetime,
) -> Edition:
    """Return a pack as this viewer is shown it, with the newest comments.

    Raises
    ------
    CaseworkError
        When the viewer may not see packs, or for outside may not make such files.
    ServiceError
        When there is no such pack in the viewer's part.
    """
    require(viewer, Action.VIEW_MEETINGS if audience == "inside" else Action.PUBLISH)
    pack = pack_of(viewer, store, code)
    deck = pack.deck
    with store.read() as conn:
        comments = comments_of(conn, pack_in_part(conn, viewer, code).id)
    comments = {key: masked_text(text)[0] for key, text in comments.items()}
    if audience == "outside":
        deck, check = for_outside(deck, publication_k(viewer, store), comments)
        comments = dict(check.comments)
    with store.read() as conn:
        mark = watermark(conn, viewer, audience, language, now)
        pictures = {
            sha256: body.decode()
            for sha256, body in parts_of(conn, _pictures_for(deck, audience)).items()
        }
    return Edition(
        deck=deck,
        language=language,
        audience=audience,
        comments={key: text for key, text in comments.items() if deck.slide(key)},
        pictures=masked_pictures(pictures)[0],
        watermark=mark,
        footer=_footer(pack, language),
        sha256=pack.sha256,
    )


def check_of(viewer: Viewer, store: Store, code: str) -> Check:
    """Return what a file of a pack for outside would hide; refused like `edition_of`."""
    require(viewer, Action.VIEW_MEETINGS)
    comments = comments_kept(viewer, store, code)
    return for_outside(pack_of(viewer, store, code).deck, publication_k(viewer, store), comments)[1]


def _pictures_for(deck: Deck, audience: Audience) -> set[str]:
    """Return the hashes of the pictures that may be in a file for this audience."""
    if audience == "inside":
        return pictures_in(deck)
    blocks = [block for slide in deck.slides for block in slide.blocks]
    return {mark for one in blocks for mark in getattr(one, "outside", {}).values()}


def _footer(pack: Pack, language: str) -> str:
    deck = pack.deck
    said = Sentence("As of {moment}.", moment=deck.as_of)
    parts = (deck.place.told(language), deck.period_name.told(language), say(said, language))
    return " · ".join(one for one in (*parts, pack.code) if one)
