"""The power goes: what was written and flushed, recorded, and replayed up to any moment."""

from __future__ import annotations

import random
import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework.access import OPERATOR
from data.store import Store
from service.ledger import verify_ledger
from tests.faults.actor import SMALL
from tests.faults.acts import DATABASE, close_all, copy_folder
from tests.faults.process import Actor

SECTOR = 512
_HEAD = struct.Struct("<cHQQ")
# How much of what was not flushed is there afterwards.
WAYS = ("none of it", "any sectors", "all of it")


@dataclass(frozen=True)
class Entry:
    """One entry of a record: W written, T cut to a size, F flushed, U removed, M told done."""

    kind: str
    name: str
    offset: int
    data: bytes = b""


@dataclass
class Disk:
    """Files as the disk has them, and what was written to them since they were last flushed."""

    kept: dict[str, bytearray]
    loose: dict[str, list[Entry]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Follow one entry of the record."""
        if entry.kind in "WT":
            self.loose.setdefault(entry.name, []).append(entry)
        elif entry.kind == "F":
            for one in self.loose.pop(entry.name, []):
                _apply(self.kept.setdefault(entry.name, bytearray()), one)
        elif entry.kind == "U":
            self.loose.pop(entry.name, None)
            self.kept.pop(entry.name, None)

    def after_the_cut(self, way: str, chance: random.Random) -> dict[str, bytearray]:
        """Return the files as they are found when the power is back."""
        found = {name: bytearray(data) for name, data in self.kept.items()}
        for name, entries in self.loose.items():
            for entry in entries:
                for part in _sectors(entry) if way == "any sectors" else [entry]:
                    if way == "all of it" or (way == "any sectors" and chance.random() < 0.5):
                        _apply(found.setdefault(name, bytearray()), part)
        return found


def _apply(content: bytearray, entry: Entry) -> None:
    if entry.kind == "T":
        del content[entry.offset :]
        content.extend(bytes(entry.offset - len(content)))
        return
    end = entry.offset + len(entry.data)
    content.extend(bytes(max(0, end - len(content))))
    content[entry.offset : end] = entry.data


def _sectors(entry: Entry) -> Iterator[Entry]:
    if entry.kind != "W":
        yield entry
        return
    start = entry.offset
    end = start + len(entry.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        data = entry.data[start - entry.offset : stop - entry.offset]
        yield Entry("W", entry.name, start, data)
        start = stop


def build_library(folder: Path) -> Path:
    """Return the library that records, built from its source.

    Raises
    ------
    FileNotFoundError
        When there is no gcc.
    """
    library = folder / "recorder.so"
    source = Path(__file__).with_name("recorder.c")
    command = ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source)]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return library


def record(base: Path, folder: Path, library: Path, *more: str) -> list[Entry]:
    """Return what a process wrote while it did its small acts in a copy of a folder."""
    work = copy_folder(base, folder / "recorded")
    log = folder / "record.bin"
    log.unlink(missing_ok=True)
    env = {
        "LD_PRELOAD": str(library),
        "GEGE_RECORD": str(log),
        "GEGE_RECORD_ROOT": str(work),
    }
    actor = Actor(work, "small", *more, **env)
    actor.wait_ready()
    actor.go()
    word = actor.answer()
    actor.end()
    if word[0] != "done":
        raise RuntimeError(str(word))
    return list(_entries(log.read_bytes(), str(work)))


def _entries(content: bytes, root: str) -> Iterator[Entry]:
    place = 0
    while place < len(content):
        kind, length, offset, size = _HEAD.unpack_from(content, place)
        place += _HEAD.size
        name = content[place : place + length].decode()
        place += length
        letter = kind.decode()
        data = b""
        if letter == "W":
            data = content[place : place + size]
            place += size
        yield Entry(letter, name.removeprefix(root).lstrip("/"), offset, data)


def cuts(
    base: Path, entries: list[Entry], count: int, seed: int, folder: Path
) -> Iterator[dict[str, Any]]:
    """Yield what was found after the power went at moments drawn over the record."""
    chance = random.Random(seed)
    places = sorted(chance.randint(0, len(entries)) for _ in range(count))
    disk = Disk({DATABASE: bytearray((base / DATABASE).read_bytes())})
    at, told = 0, 0
    for number, place in enumerate(places):
        for entry in entries[at:place]:
            disk.take(entry)
            told += entry.kind == "M"
        at = place
        way = WAYS[number % len(WAYS)]
        found = _looked_at(disk.after_the_cut(way, chance), folder / "cut", told)
        yield {"at": place, "way": way, "told": told, **found}


def _looked_at(files: dict[str, bytearray], folder: Path, told: int) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as conn:
            sound = conn.execute("PRAGMA integrity_check").fetchone()[0]
            asked = "SELECT summary FROM cases WHERE summary LIKE 'K%'"
            there = {row[0] for row in conn.execute(asked)} if sound == "ok" else set()
        store = Store(str(folder / DATABASE))
        is_whole = sound == "ok" and verify_ledger(OPERATOR, store).is_whole
        store.engine.dispose()
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        return {"lost": told, "faults": [f"{type(error).__name__}: {error}"[:200]]}
    lost = sum(f"K{number}" not in there for number in range(told))
    # Acts follow one another: what is there is the first of them, without a gap.
    in_order = there == {f"K{number}" for number in range(len(there))} and len(there) <= SMALL
    wrong = {"integrity": sound != "ok", "ledger": not is_whole, "order": not in_order}
    return {"lost": lost, "faults": [name for name, is_so in wrong.items() if is_so]}


def campaign(count: int, seed: int, folder: Path) -> dict[str, Any]:
    """Return the figures of power cuts, as the program flushes and as it would with NORMAL."""
    from tests.faults.acts import _fresh
    from tests.service.matters import found_district

    library = build_library(folder)
    base = folder / "base"
    base.mkdir()
    store = _fresh(base)
    found_district(store)
    store.engine.dispose()
    close_all(base)
    figures = {}
    for name, more in (("full", ()), ("normal", ("carelessly",))):
        entries = record(base, folder, library, *more)
        found = list(cuts(base, entries, count, seed, folder))
        figures[name] = {
            "cuts": len(found),
            "writes": sum(entry.kind == "W" for entry in entries),
            "flushes": sum(entry.kind == "F" for entry in entries),
            "acts": SMALL,
            "cuts_with_an_answered_act_lost": sum(one["lost"] > 0 for one in found),
            "most_lost": max(one["lost"] for one in found),
            "faults": [one for one in found if one["faults"]],
        }
    return figures
