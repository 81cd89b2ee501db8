"""What was found in a file: the rows that would go in, and every problem of the others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from casework.sentence import Sentence
from data.errors import DataError
from data.issues import RowIssue, note_row, refuse_row
from data.readers.codes import check_codes
from data.readers.columns import suggest_columns
from data.readers.reading import Reading
from geo.datum_fit import DatumFit
from service.intake.options import ImportOptions, Kind

# The layers of the base map have the same columns.
_LAND = dict.fromkeys((Kind.ROADS, Kind.WATER, Kind.GREEN, Kind.BUILDINGS), "land")


@dataclass
class Draft:
    """The rows of one file on their way in; nothing is saved yet.

    Attributes
    ----------
    frame
        The rows still accepted: columns of the table plus ``row`` (as the clerk counts).
    issues
        Every refusal and remark so far.
    columns
        Role to the column it is read from.
    crs_used, crs_source
        The coordinate system and who declared it (``option`` or where in the file).
    changed, facts
        Rows kept already whose facts differ, with their ``id``, and which facts those are.
    extras
        Frames for further tables made from the same file, by table name.
    """

    kind: Kind
    path: Path
    reading: Reading
    options: ImportOptions
    columns: dict[str, str]
    frame: pd.DataFrame
    issues: list[RowIssue]
    crs_used: str | None = None
    crs_source: str | None = None
    fit: DatumFit | None = None
    ties: int = 0
    unassigned: int = 0
    repaired: list[dict[Hashable, Any]] = field(default_factory=list)
    extras: dict[str, pd.DataFrame] = field(default_factory=dict)
    changed: pd.DataFrame | None = None
    unchanged: int = 0
    kept_same: pd.DataFrame | None = None
    facts: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Rows that stand in the district after the import: new, changed and unchanged ones."""
        return len(self.frame) + (0 if self.changed is None else len(self.changed)) + self.unchanged

    def column(self, role: str) -> str | None:
        """Return the file's column for a role, None where it has none."""
        return self.columns.get(role)

    def standing(self) -> pd.DataFrame:
        """Return the rows that stand after the import: new ones and those kept the same."""
        return self.frame if self.kept_same is None else pd.concat([self.frame, self.kept_same])

    def text(self, role: str, index: pd.Index | None = None) -> pd.Series:
        """Return the role's values as stripped text, None where blank or where no column is."""
        index = self.frame.index if index is None else index
        name = self.columns.get(role)
        if name is None:
            return pd.Series([None] * len(index), index=index, dtype=object)
        values = self.reading.frame[name].loc[index].astype(object)
        stripped = values.where(values.notna(), "").astype(str).str.strip()
        return stripped.astype(object).where(stripped.ne(""), None)

    def refuse(
        self, bad: pd.Series | np.ndarray, code: str, role: str | None, msgid: str, **params: object
    ) -> None:
        """Take the rows of a mask out and say why, each with the value in the role's column."""
        self._say(bad, code, role, msgid, params, is_refused=True)
        self.frame = self.frame.loc[~np.asarray(bad, dtype=bool)]

    def note(
        self,
        seen: pd.Series | np.ndarray,
        code: str,
        role: str | None,
        msgid: str,
        **params: object,
    ) -> None:
        """Remark on the rows of a mask, which stay."""
        self._say(seen, code, role, msgid, params, is_refused=False)

    def note_one(
        self,
        position: object,
        code: str,
        role: str,
        sentence: Sentence,
        *,
        is_refused: bool = False,
    ) -> None:
        """Say something of one row; whoever refuses it takes it out of the rows himself."""
        said = dict(sentence.params)
        self._add(position, code, role, sentence.msgid, said, is_refused=is_refused)

    def refuse_each(self, problems: dict[object, Sentence], code: str, role: str) -> None:
        """Take out the rows of these positions, each with its own sentence."""
        for position, sentence in problems.items():
            self._add(position, code, role, sentence.msgid, dict(sentence.params), is_refused=True)
        self.frame = self.frame.drop(index=list(problems))

    def drop(self, problems: list[RowIssue]) -> None:
        """Take out the rows of refusals that were found elsewhere."""
        self.issues.extend(problems)
        refused = [issue.row for issue in problems if issue.is_refused]
        self.frame = self.frame.loc[~self.frame["row"].isin(refused)]

    def remark(self, code: str, msgid: str, **params: object) -> None:
        """Remark on the file as a whole."""
        self.issues.append(note_row(code, None, None, None, msgid, **params))

    def _say(
        self,
        mask: pd.Series | np.ndarray,
        code: str,
        role: str | None,
        msgid: str,
        params: dict[str, object],
        *,
        is_refused: bool,
    ) -> None:
        for position in self.frame.index[np.asarray(mask, dtype=bool)]:
            self._add(position, code, role, msgid, params, is_refused=is_refused)

    def _add(
        self,
        position: object,
        code: str,
        role: str | None,
        msgid: str,
        params: dict[str, object],
        *,
        is_refused: bool,
    ) -> None:
        column = self.columns.get(role) if role else None
        seen = None if column is None else self.reading.frame.at[position, column]
        seen = None if isinstance(seen, float) and seen != seen else seen  # noqa: PLR0124
        make = refuse_row if is_refused else note_row
        row = int(self.reading.rows[self.reading.frame.index.get_loc(position)])
        self.issues.append(make(code, row, column, seen, msgid, **{"value": seen, **params}))


def open_draft(kind: Kind, path: Path, reading: Reading, options: ImportOptions) -> Draft:
    """Return a draft holding every row the reader could use.

    Raises
    ------
    DataError
        When a named column is not in the file, or the file holds no row.
    """
    if not len(reading.rows):
        raise DataError(
            "{file} holds no rows: check that it is the right file, layer or sheet.", file=path.name
        )
    refused = {issue.row for issue in reading.issues if issue.is_refused}
    is_usable = ~np.isin(reading.rows, sorted(row for row in refused if row is not None))
    index = reading.frame.index[is_usable]
    frame = pd.DataFrame({"row": np.asarray(reading.rows)[is_usable]}, index=index)
    columns = resolve_columns(reading, kind, options, path.name)
    return Draft(kind, path, reading, options, columns, frame, list(reading.issues))


def resolve_columns(
    reading: Reading, kind: Kind, options: ImportOptions, file_name: str
) -> dict[str, str]:
    """Return role to column: what the person named, else what the headers suggest."""
    known = {str(name).strip().casefold(): str(name) for name in reading.frame.columns}
    named: dict[str, str] = {}
    for role, wanted in options.columns.items():
        if not wanted:  # "this role is not in this file"
            continue
        found = known.get(wanted.strip().casefold())
        if found is None:
            raise DataError(
                "{file} has no column {column} (named for {role}); its columns are: {columns}.",
                file=file_name,
                column=wanted,
                role=role,
                columns=", ".join(map(str, reading.frame.columns)) or "-",
            )
        named[role] = found
    suggested = suggest_columns(reading.frame.columns, _LAND.get(kind, kind.value))
    taken = set(named.values())
    free = {
        role: name
        for role, name in suggested.items()
        if name not in taken and role not in options.columns
    }
    return free | named


def require_column(draft: Draft, role: str, flag: str) -> None:
    """Refuse the file where a role that cannot be missing has no column."""
    if draft.column(role) is None:
        raise DataError(
            "{file} has no column that looks like {role}: name it with {flag}."
            " Its columns are: {columns}.",
            file=draft.path.name,
            role=role,
            flag=flag,
            columns=", ".join(map(str, draft.reading.frame.columns)) or "-",
        )


def take_codes(draft: Draft, role: str, read: Callable[[str], str] | None = None) -> None:
    """Put the role's codes into ``frame.code``; refuse blank, number-like and repeated ones.

    `read` says how a code is to be read, where not as it stands.
    """
    codes = draft.text(role)
    codes = codes if read is None else codes.map(read, na_action="ignore")
    draft.frame = draft.frame.assign(code=codes)
    draft.refuse(
        draft.frame["code"].isna(),
        "code.blank",
        role,
        "This row has no code: fill in the column {column}.",
        column=draft.column(role),
    )
    column = draft.columns[role]
    draft.drop(check_codes(draft.frame["code"], draft.frame["row"], column))
    draft.refuse(
        draft.frame["code"].duplicated(),
        "code.repeated",
        role,
        "The code {value} stands in an earlier row of this file: each code may stand once.",
    )


def made_up_codes(draft: Draft, prefix: str) -> pd.Series:
    """Return codes made from the rows' content: the same row has the same code in every file."""
    attributes = draft.reading.frame.loc[draft.frame.index].fillna("").astype(str)
    content = pd.Series("", index=attributes.index, dtype=object)
    for name in attributes:
        content = content + "\x1f" + attributes[name].astype(object)
    if draft.reading.x is not None and draft.reading.y is not None:
        at = draft.reading.frame.index.get_indexer(attributes.index)
        for part in (draft.reading.x[at], draft.reading.y[at]):
            content = content + "\x1f" + pd.Series(part, index=attributes.index).map(repr)
    digest = content.map(lambda text: hashlib.sha256(text.encode()).hexdigest()[:12])
    turn = digest.groupby(digest).cumcount().astype(str)
    return prefix + "-" + digest + turn.where(turn.eq("0"), "-" + turn).where(turn.ne("0"), "")


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
