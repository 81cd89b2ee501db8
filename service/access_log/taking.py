"""Files on their way out: marked with who takes them, noted, and only then given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from casework.access import Viewer
from casework.access_entry import Entry, What
from casework.sentence import Sentence
from data.access_log import add_entry
from data.settings_store import office_zone
from data.store import Store
from service.access_log.file_words import FileKind
from service.access_log.mark import mark_file
from service.clock import now
from service.language import both


@dataclass(frozen=True)
class Leaving:
    """What is about to leave.

    Attributes
    ----------
    kind
        Of the file, by a word of ours (`file_words.FILE_TERMS`).
    name
        Of the file as it is given; None where it would tell what a person wrote.
    code
        Of the case, pack or plan it is about.
    is_marked
        True where it says already who took it, or has to stay as it is to the byte.
    """

    kind: FileKind
    name: str | None = None
    code: str | None = None
    is_marked: bool = False


def mark_words(viewer: Viewer, store: Store) -> str:
    """Return who takes a file and when, by the minute of the office, in both languages."""
    with store.read() as conn:
        moment = now().astimezone(office_zone(conn))
    return both(Sentence("Taken by {name}, {moment}", name=viewer.name, moment=f"{moment:%F %R}"))


def take(viewer: Viewer, store: Store, leaving: Leaving, body: bytes | str, ending: str) -> bytes:
    """Return the content of a file as it leaves, marked, once it is noted who takes it.

    Parameters
    ----------
    ending
        ``.csv`` ...: how the mark is written.

    Notes
    -----
    What cannot be noted is not given: an error of the database goes on to the door, which tells it
    in a sentence.
    """
    content = body.encode() if isinstance(body, str) else body
    if not leaving.is_marked:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"file{ending}"
            path.write_bytes(content)
            mark_file(path, mark_words(viewer, store))
            content = path.read_bytes()
    _note(viewer, store, leaving, hashlib.sha256(content).hexdigest())
    return content


@contextmanager
def taking(viewer: Viewer, store: Store, leaving: Leaving, path: Path) -> Iterator[Path]:
    """Give a place to write a file to; marked and noted, it comes to its own place at the end.

    Parameters
    ----------
    path
        Where it is to be.  What is there stays until the new file is whole.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".gege-") as folder:
        place = Path(folder) / path.name
        yield place
        if not leaving.is_marked:
            mark_file(place, mark_words(viewer, store))
        made = sorted(Path(folder).iterdir())
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        _note(viewer, store, leaving, digest)
        for one in made:
            one.replace(path.parent / one.name)


def _note(viewer: Viewer, store: Store, leaving: Leaving, digest: str) -> None:
    details = {"sha256": digest} | ({"file": leaving.name} if leaving.name else {})
    entry = Entry(viewer, What.TOOK, f"file.{leaving.kind}", leaving.code, details)
    with store.begin(None) as conn:
        add_entry(conn, entry)
