"""A process that waits for a word, does one act, and says when it is done.

``python -m tests.faults.actor FOLDER ACT``: it writes ``ready``, reads a line, and writes ``done``,
or ``refused`` with the sentence, or ``failed`` with the kind of error nobody has a sentence for.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data.store_trouble import trouble_of
from service.language import Said, both
from tests.faults.acts import ACTS, DATABASE
from tests.service.matters import matter

# So many small acts, one after the other, each told of when it is done.
SMALL = 40


def small_acts(folder: Path) -> None:
    """Register cases one by one and mark each in the record of what was written."""
    from data.store import Store

    mark = getattr(ctypes.CDLL(None), "gege_mark", None)
    store = Store(str(folder / DATABASE))
    for number in range(SMALL):
        matter(store, f"K{number}")
        if mark is not None:
            mark(number)


def carelessly() -> None:
    """Let SQLite flush less: what the record has to show the cost of."""

    @sa.event.listens_for(sa.pool.Pool, "checkout")
    def _on_checkout(raw: object, _record: object, _proxy: object) -> None:
        raw.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]


def say(word: str, more: str = "") -> None:
    sys.stdout.write(json.dumps([word, more], ensure_ascii=False) + "\n")
    sys.stdout.flush()


def told(act: Callable[[Path], None], folder: Path) -> tuple[str, str]:
    """Do an act and return how it went, as the command line would say it."""
    try:
        act(folder)
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        sentence = error if isinstance(error, Said) else trouble_of(error)
        if sentence is None:
            return "failed", f"{type(error).__name__}: {error}"
        return "refused", both(sentence)
    return "done", ""


def main() -> None:
    folder, name, *more = sys.argv[1:]
    act = small_acts if name == "small" else ACTS[name].do
    say("ready")
    sys.stdin.readline()
    if more == ["carelessly"]:
        carelessly()
    say(*told(act, Path(folder)))


if __name__ == "__main__":
    main()
