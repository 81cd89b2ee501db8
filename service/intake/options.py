"""What a person may say about a file, and the kinds of file there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from service.errors import ServiceError


class Kind(StrEnum):
    """What one row of a file stands for."""

    GRIDS = "grids"
    WORKERS = "workers"
    POSTINGS = "postings"
    HOUSEHOLDS = "households"
    CASES = "cases"
    UNITS = "units"
    LEAVES = "leaves"
    OVERRIDES = "overrides"
    PLACES = "places"
    ROADS = "roads"
    WATER = "water"
    GREEN = "green"
    BUILDINGS = "buildings"


@dataclass(frozen=True)
class ImportOptions:
    """How to read a file where it does not say so itself.

    Attributes
    ----------
    layer, sheet, encoding, crs
        Which part of the file, its character set and its coordinate system; None = as declared.
    columns
        Role (``code``, ``lon``, ``reported_at`` ...) to column name, over what is suggested.
    given
        Role (``use``, ``kind``, ``every``) to what holds for every row that has no column for it.
    code_scheme
        ``any``, ``15``, ``16`` or ``20``; None = the district's setting.
    valid_from
        From which day grids, and postings made with them, are in force; None = not stated.
    is_repair_asked
        True to repair invalid polygons; False to take them as they are and say so.
    is_whole
        True when the file is the whole map from ``valid_from`` on: general grids that are not in
        it are given up on that day.
    vacant
        Words in the worker column that mean "nobody".
    """

    layer: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    crs: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    code_scheme: str | None = None
    valid_from: date | None = None
    is_repair_asked: bool = False
    is_whole: bool = False
    vacant: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, object]:
        """Return the options as the diary keeps them."""
        plain = {key: value for key, value in vars(self).items() if value}
        return plain | {
            "columns": dict(self.columns),
            "given": dict(self.given),
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "vacant": sorted(self.vacant),
        }


def columns_said(pairs: Iterable[str]) -> dict[str, str]:
    """Return role to column from words such as ``phone=电话``.

    Raises
    ------
    ServiceError
        When a word is not of that form.
    """
    columns = {}
    for pair in pairs:
        role, _, name = pair.partition("=")
        if not role or not name:
            raise ServiceError(
                "--column {seen} is not understood: write it as role=COLUMN, for example"
                " --column phone=电话.",
                seen=pair,
            )
        columns[role] = name
    return columns
