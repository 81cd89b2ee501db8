"""The acts: a pack is built and frozen; those there are; one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.pack_store import (
    KeptPack,
    add_comment,
    add_pack,
    add_part,
    comments_of,
    kept_pack,
    last_pack_of,
    next_code,
    packs_kept,
    parts_of,
)
from data.store import Store, bump
from service.errors import ServiceError
from service.packs.composing import Composed, PackAsk, Progress, compose
from service.packs.deck import Deck, Picture
from service.packs.deck_plain import canonical, from_plain, sha256_of
from service.packs.section import Inks
from service.packs.template import Template, template_from_plain, template_now, template_to_plain
from service.packs.words import Words
from service.scoping import codes_in_part


@dataclass(frozen=True)
class Pack:
    """A frozen pack.

    Attributes
    ----------
    sha256
        As it was frozen; ``is_intact`` says whether what is kept still has it.
    missing
        Hashes of pictures or rows that are gone.
    """

    code: str
    deck: Deck
    template: Template
    sha256: str
    rows_sha256: str
    built_by: str
    built_at: datetime
    is_intact: bool
    missing: tuple[str, ...]


def build_pack(
    viewer: Viewer,
    store: Store,
    ask: PackAsk,
    now: datetime,
    inks: Inks,
    progress: Progress | None = None,
) -> str:
    """Build the pack of a period with the template in force, freeze it, and return its code.

    Comments of the last pack of the same period and part go along to slides of the same key.
    Refused like `service.packs.composing.compose`.
    """
    require(viewer, Action.PREPARE_PACK)
    template = template_now(viewer, store)
    made = compose(viewer, store, ask, template, now, inks, progress)
    with store.begin() as conn:
        deck = made.deck
        before = last_pack_of(conn, deck.period, deck.area, deck.unit)
        code = next_code(conn, deck.period)
        number = _keep(conn, code, made, template, viewer, now)
        if before is not None:
            keys = {one.key for one in deck.slides}
            for slide, text in comments_of(conn, before).items():
                if slide in keys:
                    add_comment(conn, number, slide, text, viewer.name, now)
        bump(conn, "packs")
    if progress:
        progress(1.0, Words.same(code))
    return code


def _keep(
    conn: sa.Connection,
    code: str,
    made: Composed,
    template: Template,
    viewer: Viewer,
    now: datetime,
) -> int:
    deck = made.deck
    for mark, svg in made.svgs.items():
        add_part(conn, mark, "svg", svg.encode())
    add_part(conn, made.rows_sha256, "rows", made.rows)
    head = {
        "code": code,
        "period": deck.period,
        "area": deck.area,
        "unit": deck.unit,
        "as_of": deck.as_of,
        "sha256": made.sha256,
        "rows_sha256": made.rows_sha256,
        "built_by": viewer.name,
        "built_at": now,
    }
    return add_pack(conn, head, canonical(deck), template_to_plain(template))


def packs_of(viewer: Viewer, store: Store) -> pd.DataFrame:
    """Return the packs of the viewer's part, the newest first: see `data.pack_store.packs_kept`."""
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        every = packs_kept(conn)
        seen = [sees_pack(conn, viewer, area) for area in every["area"]]
    return every[seen].reset_index(drop=True)


def pack_of(viewer: Viewer, store: Store, code: str) -> Pack:
    """Return a pack as it was frozen.

    Raises
    ------
    CaseworkError
        When the viewer may not see packs.
    ServiceError
        When there is none of this code in the viewer's part.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        kept = pack_in_part(conn, viewer, code)
        deck = from_plain(json.loads(kept.content))
        marks = {*pictures_in(deck), kept.head["rows_sha256"]}
        missing = tuple(sorted(marks - parts_of(conn, marks).keys()))
    head = kept.head
    is_intact = sha256_of(deck, head["rows_sha256"]) == head["sha256"] and not missing
    return Pack(
        code=code,
        deck=deck,
        template=template_from_plain(kept.template),
        sha256=head["sha256"],
        rows_sha256=head["rows_sha256"],
        built_by=head["built_by"],
        built_at=head["built_at"],
        is_intact=is_intact,
        missing=missing,
    )


def pack_in_part(conn: sa.Connection, viewer: Viewer, code: str) -> KeptPack:
    """Return a pack as it is kept, refused like `pack_of`."""
    kept = kept_pack(conn, code)
    if kept is None or not sees_pack(conn, viewer, kept.head["area"]):
        raise ServiceError("There is no pack {code} here: choose one of the list.", code=code)
    return kept


def sees_pack(conn: sa.Connection, viewer: Viewer, area: str | None) -> bool:
    """Return whether a pack about an area is for this viewer: it lies in his part."""
    inside = codes_in_part(conn, viewer)
    return inside is None or area in inside


def pictures_in(deck: Deck) -> set[str]:
    """Return the hashes of all pictures of a deck."""
    found: set[str] = set()
    for slide in deck.slides:
        for block in slide.blocks:
            if isinstance(block, Picture):
                found |= {*block.inside.values(), *block.outside.values()}
    return found


def kept_rows(conn: sa.Connection, pack: Pack) -> Mapping[str, Any]:
    """Return the cases behind the figures of a pack, as they were.

    Raises
    ------
    ServiceError
        When they are gone.
    """
    body = parts_of(conn, [pack.rows_sha256]).get(pack.rows_sha256)
    if body is None:
        raise ServiceError(
            "The cases behind the figures of {code} are no longer kept: put back a copy of the"
            " database.",
            code=pack.code,
        )
    found: Mapping[str, Any] = json.loads(body)
    return found
