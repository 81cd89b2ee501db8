"""Households on their way in: an address, a point, whether it is lived in, and little else."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from data.rows import select_in
from data.schema import households
from data.settings_store import snap_of
from geo.tiles import tile16
from service.coverage import index_in
from service.intake.comparing import sort_out
from service.intake.contact_columns import open_old, take_contacts
from service.intake.draft import Draft, made_up_codes, take_codes
from service.intake.places import place_households, refuse_out_of_world, take_points, test_datum

_NO = {"no", "n", "false", "0", "否", "无人", "空置", "空户", "不", "vacant"}
_FACTS = ["address", "lon", "lat", "is_occupied", "contact"]


def prepare_households(conn: sa.Connection, draft: Draft, today: date) -> None:
    """Check households, place them on today's grids and sort them into new, changed, unchanged."""
    _take_ids(draft)
    index = index_in(conn, today)
    take_points(draft, index, is_required=True)
    refuse_out_of_world(draft)
    _take_address(draft)
    _take_occupied(draft)
    take_contacts(draft)
    test_datum(draft, index)
    place_households(draft, index, snap_of(conn))
    lon, lat = (draft.frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    draft.frame = draft.frame.assign(tile16=tile16(lon, lat))
    _compare(conn, draft)


def _take_ids(draft: Draft) -> None:
    if draft.column("id") is None:
        draft.frame = draft.frame.assign(code=made_up_codes(draft, "H"))
        draft.remark(
            "code.made_up",
            "No column was named as the code of a household (--id): codes were made from the rows'"
            " content, so that the same row is not taken twice.",
        )
        return
    take_codes(draft, "id")


def _take_address(draft: Draft) -> None:
    role = next((one for one in ("address", "name") if draft.column(one)), None)
    if role is None:
        draft.frame = draft.frame.assign(address=draft.frame["code"])
        draft.remark(
            "address.missing",
            "No column was named as the address (--address): the code stands in its place.",
        )
        return
    draft.frame = draft.frame.assign(address=draft.text(role))
    draft.refuse(
        draft.frame["address"].isna(),
        "address.blank",
        role,
        "This household has no address: fill in the column {column}.",
        column=draft.column(role),
    )


def _take_occupied(draft: Draft) -> None:
    occupied = draft.text("occupied").astype("string").str.casefold()
    is_occupied = ~occupied.isin(_NO).to_numpy(dtype=bool)
    draft.frame = draft.frame.assign(is_occupied=is_occupied, service_needs=None)


def _compare(conn: sa.Connection, draft: Draft) -> None:
    kept = conn.scalar(sa.select(sa.func.count()).select_from(households))
    if not kept:
        return
    old = select_in(
        conn, households, "code", draft.frame["code"].tolist(), "id", "code", *_FACTS
    ).set_index("code")
    facts = _facts(draft)
    sort_out(draft, open_old(conn, old) if "contact" in facts else old, facts)


def _facts(draft: Draft) -> list[str]:
    """Return what this file speaks about; a contact only together with the consent to it."""
    said = {
        "address": draft.column("address") or draft.column("name"),
        "is_occupied": draft.column("occupied"),
        "contact": draft.column("contact") and draft.column("consent"),
    }
    return ["lon", "lat", *(name for name, column in said.items() if column)]
