"""A bulletin as a file: a page to print, a table as CSV or workbook; noted as one that left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.settings_store import office_zone, setting
from data.store import Store
from data.writers.files import write_table
from service.bulletins.facts import NUMBER_TERMS, PART_TERMS
from service.bulletins.page import to_html
from service.bulletins.reading import kept_bulletin
from service.bulletins.telling import ToldBulletin, told_bulletin
from service.cases.noting import office_day
from service.errors import ServiceError
from service.publications import Audience, note_publication, watermark
from service.sheet_page import speaker

# Media type by format.
FORMATS: Final[Mapping[str, str]] = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class BulletinFile:
    """One file."""

    name: str
    media_type: str
    body: bytes


def bulletin_file(
    viewer: Viewer,
    store: Store,
    code: str,
    made_as: str,
    language: str,
    audience: Audience,
    now: datetime,
) -> BulletinFile:
    """Return a bulletin as a file of a format, and note that it left.

    Raises
    ------
    CaseworkError
        When the viewer may not take files away, or for outside may not make such files.
    ServiceError
        When there is no such bulletin in his part, no such format, or it is for outside and not
        published yet.
    """
    require(viewer, Action.EXPORT if audience == "inside" else Action.PUBLISH)
    if made_as not in FORMATS:
        raise ServiceError(
            "A bulletin is not written as {format}: choose one of {known}.",
            format=made_as,
            known=", ".join(FORMATS),
        )
    with store.begin(None) as conn:  # noted where it leaves
        told = _told(conn, viewer, code, audience, now)
        mark = watermark(conn, viewer, audience, language, now)
        body = _WRITERS[made_as](conn, told, language, mark)
        report = {} if told.check is None else told.check.as_plain()
        k = None if told.check is None else told.check.k
        note_publication(
            conn, viewer, "bulletin", code, audience, made_as, language, body, now,
            k=k, report=report,
        )  # fmt: skip
    return BulletinFile(f"{code}-{audience}-{language}.{made_as}", FORMATS[made_as], body)


def told_for(
    viewer: Viewer, store: Store, code: str, audience: Audience, now: datetime
) -> ToldBulletin:
    """Return a bulletin in words for an audience; refused like `bulletin_file`."""
    require(viewer, Action.VIEW_MEETINGS if audience == "inside" else Action.PUBLISH)
    with store.read() as conn:
        return _told(conn, viewer, code, audience, now)


def _told(
    conn: sa.Connection, viewer: Viewer, code: str, audience: Audience, now: datetime
) -> ToldBulletin:
    found = kept_bulletin(conn, viewer, code, office_day(conn, now))
    if audience == "outside" and found.state != "published":
        raise ServiceError(
            "{code} is a draft: publish it before a file for outside is made.", code=code
        )
    day = str(office_day(conn, found.head["as_of"]))
    k = int(str(setting(conn, "publication_k"))) if audience == "outside" else None
    return told_bulletin(found, day, k)


def table_of(told: ToldBulletin, language: str, mark: str) -> pd.DataFrame:
    """Return a bulletin as a table, one row per line; its headings in a language.

    Whoever takes it away, and when, stands in every row: a table has no margin for it.
    """
    _ = speaker(language)
    rows = []
    for key, lines in told.parts:
        part, whole = NUMBER_TERMS[key]
        for one in lines:
            appeals = [
                f"{appeal.reason} → {appeal.answer or _('Not answered yet.')}"
                for appeal in one.appeals
            ]
            rows.append(
                {
                    _("Bulletin"): told.bulletin.head["code"],
                    _("No."): one.line.number,
                    _("Part of the bulletin"): _(PART_TERMS[key]),
                    _("Code of the unit"): one.line.unit_code,
                    _("Unit"): one.line.unit_name,
                    _("Numbers"): one.numbers,
                    _("What the numbers are"): f"{_(part)} / {_(whole)}",
                    _("What is told of it"): one.sentence.told(language),
                    _("As it was first"): one.first.told(language),
                    _("Rests on"): "; ".join(one.basis),
                    _("Contested, and the answer"): "; ".join(appeals),
                    _("Taken by"): mark,
                }
            )
    return pd.DataFrame(rows, dtype=object)


def _as_page(conn: sa.Connection, told: ToldBulletin, language: str, mark: str) -> bytes:
    head = told.bulletin.head
    moment = head["as_of"].astimezone(office_zone(conn))
    out = head["published_at"]
    published = "" if out is None else str(office_day(conn, out))
    district = str(setting(conn, "district_name") or "")
    as_of = f"{moment:%Y-%m-%d %H:%M}"
    return to_html(told, language, district, mark, as_of, published).encode()


def _as_table(ending: str) -> Callable[[sa.Connection, ToldBulletin, str, str], bytes]:
    def write(_conn: sa.Connection, told: ToldBulletin, language: str, mark: str) -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"bulletin{ending}"
            write_table(path, table_of(told, language, mark))
            return path.read_bytes()

    return write


_WRITERS: Final = {"html": _as_page, "csv": _as_table(".csv"), "xlsx": _as_table(".xlsx")}
