"""Places on their way in: service points, contact points, points of rounds."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.plain_text import one_line
from casework.sentence import Sentence, Term
from data.grid_store import load_org_units
from data.rows import select_in
from data.schema import places
from data.settings_store import snap_of
from service.coverage import index_in
from service.intake.comparing import sort_out
from service.intake.draft import Draft, made_up_codes, require_column, take_codes
from service.intake.places import (
    count_placed,
    refuse_out_of_world,
    take_points,
    test_datum,
)
from service.places.place import LONGEST, UsedFor, fault_of
from service.placing import place_points

# Words people write for what a place is used for.
_USES: Final[dict[str, UsedFor]] = {
    "service": "service", "服务": "service", "服务点": "service", "服务站": "service",
    "contact": "contact", "联系点": "contact", "接访室": "contact", "接访点": "contact",
    "定点联系": "contact", "round": "round", "巡查": "round", "巡查点": "round", "点位": "round",
}  # fmt: skip
_WORDS: Final = {"name": Term("name"), "kind": Term("kind")}
_FACTS: Final = ("name", "kind", "unit_code", "address", "lon", "lat", "every_days")


def prepare_places(conn: sa.Connection, draft: Draft, today: date) -> None:
    """Check places, find the grid and unit of each and sort them into new, changed, unchanged."""
    _take_ids(draft)
    _take_words(draft)
    _take_use(draft)
    index = index_in(conn, today)
    take_points(draft, index, is_required=False)
    refuse_out_of_world(draft)
    test_datum(draft, index)
    lon, lat = (draft.frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    placed = place_points(index, lon, lat, snap_m=snap_of(conn))
    placed = placed.set_index(draft.frame.index)
    has_place = draft.frame["lon"].notna()
    count_placed(draft, placed.loc[has_place])
    draft.frame = draft.frame.assign(grid_code=placed["grid_code"].astype(object))
    _doubt_places(draft, has_place)
    _take_unit(conn, draft, dict(zip(index.codes, index.grids["parent_code"], strict=True)), today)
    draft.frame = draft.frame.assign(valid_from=today)
    _compare(conn, draft, today)


def _take_ids(draft: Draft) -> None:
    if draft.column("id") is None:
        draft.frame = draft.frame.assign(code=made_up_codes(draft, "P"))
        draft.remark(
            "code.made_up_place",
            "No column was named as the code of a place (--id): codes were made from the rows'"
            " content, so that the same row is not taken twice.",
        )
        return
    take_codes(draft, "id", one_line)


def _take_words(draft: Draft) -> None:
    if "kind" not in draft.options.given:
        require_column(draft, "kind", "--column kind=COLUMN or --given kind=WORD")
    require_column(draft, "name", "--name")
    for role in ("name", "kind"):
        draft.frame = draft.frame.assign(**{role: _said(draft, role)})
        draft.refuse(
            draft.frame[role].isna(),
            f"{role}.blank",
            role,
            "This place has no {what}: fill in the column {column}.",
            what=_WORDS[role],
            column=draft.column(role) or "-",
        )
        draft.refuse(
            draft.frame[role].astype(str).str.len() > LONGEST,
            f"{role}.long",
            role,
            "The {what} has more than {most} characters: shorten it.",
            what=_WORDS[role],
            most=LONGEST,
        )
    draft.frame = draft.frame.assign(address=draft.text("address"))


def _take_use(draft: Draft) -> None:
    """Put ``used_for, every_days`` into the frame; what goes together is `fault_of`'s to say."""
    said = _said(draft, "use")
    if draft.column("use") is None and "use" not in draft.options.given:
        said = said.where(said.notna(), "service")
        draft.remark(
            "use.assumed",
            "Nothing says what the places are used for: all are taken as service points. Name the"
            " column with --column use=COLUMN, or say it with --given use=contact.",
        )
    used_for = said.map(lambda word: _USES.get(str(word).casefold(), word))
    each = [_days(text) for text in _said(draft, "every")]
    days = pd.Series(each, index=draft.frame.index, dtype=object)
    draft.frame = draft.frame.assign(used_for=used_for, every_days=days)
    found = {
        position: fault_of(use, day)
        for position, use, day in zip(draft.frame.index, used_for, days, strict=True)
    }
    faults: dict[object, Sentence] = {
        position: fault for position, fault in found.items() if fault is not None
    }
    draft.refuse_each(faults, "place.use", "use" if draft.column("use") else "every")


def _doubt_places(draft: Draft, has_place: pd.Series) -> None:
    draft.note(
        ~has_place,
        "place.no_position",
        "lon",
        "This place has no position: it is kept, but no distance is counted to it.",
    )
    draft.note(
        has_place & draft.frame["grid_code"].isna(),
        "place.no_grid",
        "lon",
        "This place lies in no grid: check its position.",
    )


def _take_unit(
    conn: sa.Connection, draft: Draft, parent_of: dict[str, str | None], today: date
) -> None:
    """Put ``unit_code`` into the frame: the one named, else that of the grid it lies in."""
    draft.frame = draft.frame.assign(unit_code=draft.text("parent"))
    known = set(load_org_units(conn, today)["code"])
    named = draft.frame["unit_code"]
    draft.refuse(
        named.notna() & ~named.isin(known),
        "unit.unknown",
        "parent",
        "There is no unit {value} today: give the code of a community, village or street that is"
        " in force, or leave it blank.",
    )
    above = draft.frame["grid_code"].map(parent_of).astype(object)
    named = draft.frame["unit_code"]
    unit = named.where(named.notna(), above)
    draft.frame = draft.frame.assign(unit_code=unit.where(unit.notna(), None))


def _compare(conn: sa.Connection, draft: Draft, today: date) -> None:
    codes = draft.frame["code"].tolist()
    kept = select_in(
        conn, places, "code", codes, "id", "code", "used_for", "valid_to", *_FACTS
    ).set_index("code")  # fmt: skip
    if kept.empty:
        return
    known = kept.reindex(draft.frame["code"])
    ended = pd.to_datetime(known["valid_to"]).dt.date
    is_over = np.array([not pd.isna(day) and day <= today for day in ended], dtype=bool)
    draft.refuse(
        is_over,
        "code.ended",
        "id",
        "The code {value} belongs to a place that is no longer in use: a code is never used again."
        " Give another.",
    )
    known = kept.reindex(draft.frame["code"])
    is_other = known["id"].notna() & (
        known["used_for"].to_numpy() != draft.frame["used_for"].to_numpy()
    )
    draft.refuse(
        is_other.to_numpy(),
        "place.other_use",
        "use",
        "The place of this code is used for something else: end that one, and give this one a code"
        " of its own.",
    )
    sort_out(draft, kept, _facts(draft))


def _facts(draft: Draft) -> list[str]:
    """Return what this file speaks about: only that changes a place that is known."""
    said = {
        "unit_code": draft.column("parent"),
        "address": draft.column("address"),
        "every_days": draft.column("every") or draft.options.given.get("every"),
    }
    return ["name", "kind", "lon", "lat", *(name for name, column in said.items() if column)]


def _said(draft: Draft, role: str) -> pd.Series:
    """Return a role's text by row: from its column, else what was said for the whole file."""
    if draft.column(role) is None and role in draft.options.given:
        return pd.Series(draft.options.given[role], index=draft.frame.index, dtype=object)
    said = draft.text(role)
    return said.map(one_line, na_action="ignore") if role == "kind" else said


def _days(text: object) -> object:
    """Return a whole number of days; what is none is left for the refusal to show."""
    if not isinstance(text, str):
        return None
    word = text.removesuffix(".0")
    return int(word) if word.isdecimal() and len(word) < 6 else text
