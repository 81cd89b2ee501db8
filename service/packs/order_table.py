"""The orders about coverage of a period: what changed, from when; no worker is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.schema import order_changes, orders
from data.settings_store import office_zone
from service.packs.deck import Cell, Table
from service.packs.pages import dated, told
from service.packs.section import SectionAsk
from service.packs.section_tables import word_column
from service.packs.words import Words
from service.scoping import codes_in_part

KIND_TERMS: Final = {
    "coverage": Term("who covers what"),
    "cover": Term("substitutes"),
    "worker": Term("workers come and go"),
    "reorganise": Term("reorganisation"),
}
_TOPICS: Final = ("primary", "cover", "grid", "unit")


class _Change(NamedTuple):
    """One line of an order about a grid or unit; ``is_empty`` where nobody has it afterwards."""

    order: int
    order_no: str
    kind: str
    effective_on: date
    done_on: date | None
    topic: str
    code: str
    is_empty: bool


def order_table(viewer: Viewer, ask: SectionAsk, most: int) -> tuple[Table, int]:
    """Return the orders in force from a day of the period that change grids or units of the part.

    With it how many there are.  Reasons are left out: they may name a person.

    Raises
    ------
    CaseworkError
        When the viewer may not ask who answers for a place.
    """
    require(viewer, Action.LOCATE)
    with ask.store.read() as conn:
        inside = codes_in_part(conn, viewer)
        changes = _changes(conn, ask, office_zone(conn))
    found: dict[int, list[_Change]] = {}
    for one in changes:
        if inside is None or one.code in inside:
            found.setdefault(one.order, []).append(one)
    columns = (
        word_column("from", Term("In force from"), 1.3),
        word_column("order", Term("Order number"), 1.9),
        word_column("kind", Term("Kind of order"), 1.8),
        word_column("changed", Term("What changed"), 5.9),
        word_column("done", Term("Carried out on"), 1.4),
    )
    rows = tuple(_row(of) for of in found.values())
    title = Words.of(Term("Orders about coverage in the period"))
    return Table("coverage-orders", title, columns, rows[:most]), len(rows)


def _changes(conn: sa.Connection, ask: SectionAsk, zone: ZoneInfo) -> list[_Change]:
    table, change = orders.c, order_changes.c
    wanted = (
        sa.select(
            table.id, table.order_no, table.kind, table.effective_on, table.carried_out_at,
            change.topic, change.code, change.after,
        )
        .join(order_changes, change.order_id == table.id)
        .where(
            table.effective_on >= ask.period.first,
            table.effective_on <= min(ask.period.last, ask.today),
            table.approved_at <= ask.as_of,
            change.topic.in_(_TOPICS),
        )
        .order_by(table.effective_on, table.id, change.id)
    )  # fmt: skip
    found = []
    for number, order_no, kind, day, at, topic, code, after in conn.execute(wanted):
        done_on = at.astimezone(zone).date() if at is not None and at <= ask.as_of else None
        found.append(_Change(number, order_no, kind, day, done_on, topic, code, after is None))
    return found


def _row(changes: Sequence[_Change]) -> tuple[Cell, ...]:
    one = changes[0]
    return (
        dated(one.effective_on),
        told(one.order_no),
        told(KIND_TERMS[one.kind]),
        told(_changed(changes)),
        dated(one.done_on),
    )


def _changed(changes: Sequence[_Change]) -> Words:
    topics: Counter[Any] = Counter(one.topic for one in changes)
    vacated = sum(one.topic == "primary" and one.is_empty for one in changes)
    said = {
        "primary": Sentence(
            "grids with another own worker: {n:,}, with none: {vacated:,}",
            n=topics["primary"] - vacated,
            vacated=vacated,
        ),
        "cover": Sentence("grids whose substitute changes: {n:,}", n=topics["cover"]),
        "grid": Sentence("grids of the map: {n:,}", n=topics["grid"]),
        "unit": Sentence("units of the map: {n:,}", n=topics["unit"]),
    }
    return Words.joined([Words.of(said[topic]) for topic in _TOPICS if topics[topic]])
