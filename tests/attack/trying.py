"""One damaged file through every door it may come in by: read, or refused with a sentence.

``python -m tests.attack.trying FOLDER`` answers each line ``number name`` on its input with one
line of JSON; the file lies in the folder under that name.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

from casework.access import OPERATOR
from data.readers.files import read_areas, read_points, read_shapes, read_table
from data.readers.reading import Reading
from data.store import Store
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from service.language import Said, say
from service.packs.layout_check import checked_layout
from service.photos import drawn_anew
from tests.browser import district

_PHOTOS = (".jpg", ".png", ".webp")
_KINDS = (Kind.GRIDS, Kind.CASES, Kind.HOUSEHOLDS, Kind.WORKERS)
# A district that has taken many files in is begun anew, so that each answer comes quickly.
_ANEW = 150


class Trial:
    """Tries files on a district of its own.

    Parameters
    ----------
    folder
        Where the district lies.
    """

    def __init__(self, folder: Path) -> None:
        self._first, self._path = folder / "first.db", folder / "district.db"
        district.hand_made(self._first)
        self._count = 0
        self._begin()

    def _begin(self) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self._path}{end}").unlink(missing_ok=True)
        with sqlite3.connect(self._first) as source, sqlite3.connect(self._path) as target:
            source.backup(target)
        self._store = Store(str(self._path))
        self._watch = sqlite3.connect(self._path)

    def tried(self, path: Path, number: int) -> tuple[str, str]:
        """Return ``read`` or ``refused`` with the sentence, or ``finding`` with what happened."""
        self._count += 1
        if self._count % _ANEW == 0:
            self._watch.close()
            self._begin()
        try:
            return self._through_doors(path, number)
        except Exception:  # noqa: BLE001  whatever it is, it is what we look for
            return "finding", traceback.format_exc()[-3000:]

    def _through_doors(self, path: Path, number: int) -> tuple[str, str]:
        if path.suffix in _PHOTOS:
            return _refusable(lambda: drawn_anew(path.read_bytes()))
        if path.suffix == ".pptx":
            return _refusable(lambda: checked_layout(path.name, path.read_bytes()))
        outcomes = [
            _refusable(lambda door=door: _whole(door(path)))  # type: ignore[misc]
            for door in (read_areas, read_points, read_shapes, read_table)
        ]
        outcomes.append(self._taken_in(path, number))
        return max(outcomes, key=lambda one: ("refused", "read", "finding").index(one[0]))

    def _taken_in(self, path: Path, number: int) -> tuple[str, str]:
        kind = random.Random(number).choice(_KINDS)
        options = ImportOptions(columns={}, code_scheme="any")
        before = self._version()
        outcome = _refusable(
            lambda: import_file(OPERATOR, self._store, kind, path, options, district.NOW)
        )
        if outcome[0] == "refused" and self._version() != before:
            return "finding", f"refused, and the database was changed: {outcome[1]}"
        return outcome

    def _version(self) -> int:
        """Return a number that changes when anybody else commits."""
        return int(self._watch.execute("pragma data_version").fetchone()[0])


def _refusable(act: Callable[[], object]) -> tuple[str, str]:
    try:
        act()
    except Exception as error:
        if not isinstance(error, Said):
            raise
        said = [say(error, language) for language in ("zh", "en")]
        if not all(said):
            raise
        return "refused", said[1]
    return "read", ""


def _whole(reading: Reading) -> None:
    """Check that every row is accounted for and every issue can be said."""
    assert len(reading.frame) == len(reading.rows) == len(reading.usable)
    for issue in reading.issues:
        assert issue.msgid.format(**issue.params)


def main() -> None:
    """Answer line by line until the input ends."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    own = folder / "trial"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    trial = Trial(own)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        number, name = line.split()
        outcome, said = trial.tried(folder / name, int(number))
        sys.stdout.write(json.dumps([outcome, said]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
