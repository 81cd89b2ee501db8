"""The log of files that left the office, and the watermark that says who took one, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.publication_store import add_publication, load_publications
from data.settings_store import office_zone
from data.store import Store
from service.language import say

Kind = Literal["pack", "bulletin", "minutes"]
Audience = Literal["inside", "outside"]
KIND_TERMS: Final[Mapping[str, Term]] = {
    "pack": Term("review pack"),
    "bulletin": Term("bulletin"),
    "minutes": Term("minutes of a meeting"),
}
AUDIENCE_TERMS: Final[Mapping[str, Term]] = {
    "inside": Term("internal"),
    "outside": Term("for publication"),
}


def note_publication(
    conn: sa.Connection,
    viewer: Viewer,
    kind: Kind,
    code: str,
    audience: Audience,
    format: str,
    language: str,
    body: bytes,
    now: datetime,
    *,
    k: int | None = None,
    report: Mapping[str, object] | None = None,
) -> str:
    """Note that somebody takes a file away, in the caller's transaction; return its SHA-256.

    Parameters
    ----------
    k, report
        Of the publication check (`service.packs.check.Check`); None for a file nothing is hidden
        in.

    Raises
    ------
    CaseworkError
        When the viewer may not take files away, or not for outside.
    """
    require(viewer, Action.EXPORT)
    if audience == "outside":
        require(viewer, Action.PUBLISH)
    mark = sha256(body).hexdigest()
    values = {
        "kind": kind, "code": code, "audience": audience, "format": format, "language": language,
        "file_sha256": mark, "k": k, "report": dict(report or {}),
        "taken_by": viewer.name, "taken_at": now,
    }  # fmt: skip
    add_publication(conn, values)
    return mark


def publications_of(viewer: Viewer, store: Store, limit: int = 200) -> pd.DataFrame:
    """Return the files that left last, the newest first.

    Returns
    -------
    DataFrame
        ``kind, code, audience, format, language, file_sha256, k, report, taken_by, taken_at``.

    Raises
    ------
    CaseworkError
        When the viewer may not see packs and bulletins, or sees only a part of the district: the
        log is of all of it.
    """
    require(viewer, Action.VIEW_MEETINGS)
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        found = load_publications(conn, limit)
    return found if viewer.scope is None else found[found["taken_by"] == viewer.name]


def watermark(
    conn: sa.Connection, viewer: Viewer, audience: Audience, language: str, now: datetime
) -> str:
    """Return what is written across every page: for whom, who took it, and when by the minute."""
    moment = now.astimezone(office_zone(conn))
    who = f"{viewer.name} {moment:%Y-%m-%d %H:%M}"
    return f"{say(AUDIENCE_TERMS[audience], language)} · {who}"
