"""The bulletin (通报) of a draw: what was drawn and how to repeat it, and what was found by street.

No person is named in it: what was written down in words at a place stays in the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.rows import records
from data.settings_store import setting
from data.spot_store import change_draw
from data.store import Store
from service.cases.noting import office_day
from service.errors import ServiceError
from service.sheet_page import Speak, speaker
from service.spot_checks.drawing import draw_in_part, frame_kept
from service.spot_checks.draws import DrawRecord, draw_record
from service.spot_checks.figures import COUNTS, counts_by


@dataclass(frozen=True)
class Bulletin:
    """A draw as it is told to everybody, as of a day; ``by_street`` as `counts_by` gives it."""

    record: DrawRecord
    by_street: pd.DataFrame
    district: str
    as_of: date

    @property
    def total(self) -> dict[str, int]:
        """Return the sums of all streets."""
        return {name: int(self.by_street[name].sum()) for name in COUNTS}


def bulletin_of(viewer: Viewer, store: Store, code: str, now: datetime) -> Bulletin:
    """Return the bulletin of a draw as of now.

    Raises
    ------
    CaseworkError
        When the viewer may not see spot checks or take files away.
    ServiceError
        When there is no such draw in the viewer's part, it has not been made, or what was drawn is
        not for this viewer to know yet.
    """
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        kept = draw_in_part(conn, viewer, store, code)
        today = office_day(conn, now)
        district = str(setting(conn, "district_name") or "")
    if kept["drawn_on"] is None:
        raise ServiceError("{code} has not been drawn yet: draw it first.", code=code)
    if kept["reported_on"] is None:
        require(viewer, Action.RECORD_CHECK)
    record = draw_record(viewer, store, code)
    counts = counts_by(record.checks, "street", dict(record.street_names), today)
    return Bulletin(record, counts, district, today)


def publish_bulletin(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    """Keep that the bulletin is out from today on: what was drawn is told to everybody.

    Raises
    ------
    CaseworkError
        When the viewer may not draw spot checks.
    ServiceError
        When there is no such draw in the viewer's part, or some of it is still to be checked and
        its days are not over.
    """
    require(viewer, Action.DRAW_CHECKS)
    waiting = draw_record(viewer, store, code).checks["checked_on"].isna().sum()
    with store.begin() as conn:
        kept = draw_in_part(conn, viewer, store, code)
        today = office_day(conn, now)
        if kept["drawn_on"] is None or (waiting and today < kept["until"]):
            raise ServiceError(
                "{n} of what was drawn in {code} are still to be checked, until {day}: check them"
                " first, or publish the bulletin from that day on.",
                n=int(waiting),
                code=code,
                day=kept["until"],
            )
        change_draw(conn, kept["id"], {"reported_on": kept["reported_on"] or today})


def bulletin_table(
    viewer: Viewer, store: Store, code: str, now: datetime, language: str
) -> pd.DataFrame:
    """Return what was drawn, a line each, for a file; headings in a language.  No free text."""
    found = bulletin_of(viewer, store, code, now)
    _ = speaker(language)
    head = found.record.head
    names = columns(found, _)
    same = {
        _("Draw"): head["code"],
        _("Seed"): head["seed"],
        _("Procedure"): head["procedure"],
        _("SHA-256 of the frame"): head["frame_sha256"],
    }
    stratum = _("Code of the stratum")
    lines = [
        dict(zip(names, line(found, row, _), strict=True)) | {stratum: row["stratum"]} | same
        for row in records(found.record.checks)
    ]
    return pd.DataFrame(lines, columns=[*names, stratum, *same], dtype=object)


def frame_text(viewer: Viewer, store: Store, code: str) -> str:
    """Return the frame of a draw as the file whose hash was announced; refused as `bulletin_of`."""
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        kept = draw_in_part(conn, viewer, store, code)
    if kept["reported_on"] is None:
        require(viewer, Action.RECORD_CHECK)
    return frame_kept(kept).as_text


def share(part: int, whole: int) -> str:
    """Return a number with what it is a part of: ``9 / 12``, ``-`` where there is nothing."""
    return f"{part} / {whole}" if whole else "-"


def result_sentences(total: dict[str, int]) -> list[Sentence]:
    """Return what came of the checks, each number with what it is a part of."""
    found = [Sentence("{n} of {all} drawn were checked.", n=total["checked"], all=total["drawn"])]
    if total["asked"]:
        found.append(
            Sentence(
                "{n} of {all} places were staffed when checked.",
                n=total["staffed"],
                all=total["asked"],
            )
        )
    if total["problems"]:
        found.append(
            Sentence(
                "{n} of {all} problems are put right.", n=total["rectified"], all=total["problems"]
            )
        )
    return found


def columns(found: Bulletin, _: Speak) -> list[str]:
    """Return the headings of `line`; strata that are streets are not told twice."""
    return [
        _("Street"),
        *([_("Stratum")] if _is_apart(found) else []),
        _("Number in the stratum"),
        _("Code"),
        _("Place"),
        _("Checked on"),
        _("Staffed"),
        _("Problem"),
        _("Put right on"),
    ]


def line(found: Bulletin, row: dict[str, Any], _: Speak) -> list[str]:
    """Return one thing that was drawn, in words; what was written down there is not told."""
    yes_no = {True: _("yes"), False: _("no"), None: ""}
    names = found.record.street_names
    is_checked = row["checked_on"] is not None
    return [
        names.get(row["street"], row["street"]) or "",
        *([names.get(row["stratum"], row["stratum"])] if _is_apart(found) else []),
        str(row["position"]),
        row["code"],
        row["name"] or "",
        str(row["checked_on"]) if is_checked else _("not checked"),
        yes_no[row["is_staffed"]] if is_checked else "",
        yes_no[row["problem"] is not None] if is_checked else "",
        str(row["rectified_on"] or ""),
    ]


def _is_apart(found: Bulletin) -> bool:
    return bool(found.record.head["strata_by"] != "street")
