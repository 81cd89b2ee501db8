"""Units, classes and entries of a catalogue out of its document: every fault is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.catalogue_entry import Entry, Group, Unit
from casework.request import RequestKind, Urgency
from casework.rule_reading import Table, refuse_if
from casework.sentence import Sentence

# National numbers: class and minor of two digits each; a number of our own has a minor of three
# digits from 080 (as systems of the trade extend the lists).
_NUMBER: Final = re.compile(r"(\d{2}|0[89]\d|[1-9]\d{2})")


class Listed(StrEnum):
    """The lists of the catalogue: parts 部件, events 事件, requests of households."""

    PART = "part"
    EVENT = "event"
    REQUEST = "request"


@dataclass(frozen=True)
class CatalogueDocument:
    """What a catalogue file says."""

    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    entries: tuple[Entry, ...]


def read_catalogue(values: Mapping[str, object]) -> CatalogueDocument:
    """Return what a catalogue file says.

    Raises
    ------
    FaultyRules
        With everything that is wrong in it.
    """
    faults: list[Sentence] = []
    document = Table(values, "", faults)
    document.text("title", "")
    units = tuple(_unit(table) for table in document.tables("unit"))
    groups = tuple(_group(table) for table in document.tables("group"))
    tables = document.tables("entry")
    entries = tuple(_entry(table) for table in tables)
    if not entries:
        document.fault("entry", Sentence("give at least one category, [[entry]]."))
    document.close()
    _refuse_doubles(faults, "unit", (unit.code for unit in units))
    _refuse_doubles(faults, "group", (group.code for group in groups))
    _refuse_doubles(faults, "entry", (word for one in entries for word in (one.code, one.name)))
    known = {"unit": {unit.code for unit in units}, "group": {group.code for group in groups}}
    for table, entry in zip(tables, entries, strict=True):
        _check_entry(table, entry, known, {one.code for one in entries})
    refuse_if(faults)
    return CatalogueDocument(units, groups, entries)


def _unit(table: Table) -> Unit:
    unit = Unit(table.text("code"), table.text("name"))
    table.close()
    return unit


def _group(table: Table) -> Group:
    listed = table.choice("list", Listed) or Listed.EVENT
    group = Group(table.text("code"), table.text("name"), listed.value)
    table.close()
    return group


def _entry(table: Table) -> Entry:
    limits = table.table("limits")
    read = {urgency: limits.limit(urgency.value) for urgency in Urgency}
    limits.close()
    has_distance = table.has("duplicate_distance_m")
    entry = Entry(
        code=table.text("code"),
        name=table.text("name"),
        group=table.text("group"),
        acceptance=table.text("acceptance"),
        unit_code=table.text("unit"),
        limits={urgency: limit for urgency, limit in read.items() if limit is not None},
        closing=table.text("closing"),
        source=table.text("source"),
        kind=table.choice("kind", RequestKind) if table.has("kind") else None,
        duplicate_distance_m=table.number("duplicate_distance_m", 0, 5000)
        if has_distance
        else None,
        is_local=table.flag("is_local"),
        is_mediation=table.flag("is_mediation"),
        related=table.text("related") if table.has("related") else None,
        remark=table.text("remark", ""),
    )
    table.close()
    return entry


def _check_entry(
    table: Table, entry: Entry, known: Mapping[str, set[str]], codes: set[str]
) -> None:
    if entry.unit_code and entry.unit_code not in known["unit"]:
        table.fault("unit", Sentence("no [[unit]] has this code; add it or choose another."))
    if entry.group and entry.group not in known["group"]:
        table.fault("group", Sentence("no [[group]] has this code; add it or choose another."))
    if entry.related is not None and entry.related not in codes:
        table.fault("related", Sentence("no [[entry]] has this code; add it or choose another."))
    number = entry.code.removeprefix(entry.group)
    if entry.code and (number == entry.code or not _NUMBER.fullmatch(number)):
        table.fault(
            "code",
            Sentence("its group and two digits, or three from 080 for a number of your own."),
        )
    elif entry.code and entry.is_local is not (len(number) == 3):
        table.fault(
            "is_local", Sentence("true with a number of three digits, false with one of two.")
        )


def _refuse_doubles(faults: list[Sentence], kind: str, words: Iterable[str]) -> None:
    for word, count in Counter(word for word in words if word).items():
        if count > 1:
            faults.append(
                Sentence(
                    "{kind} {word} stands {count} times: each code and name stands once.",
                    kind=kind,
                    word=word,
                    count=count,
                )
            )
