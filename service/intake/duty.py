"""Workers and postings on their way in: from their own files, or named beside the grids."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.posting import Posting, clash_sentence, clashes
from data.duty_store import load_leaves, load_postings, load_workers
from data.readers.times import read_times
from data.rows import records
from data.schema import grids
from service.intake.comparing import sort_out
from service.intake.draft import Draft, require_column, take_codes

# Words that look like the absence of a person; said back to the clerk, never decided for him.
VACANCY_WORDS = frozenset({"vacant", "vacancy", "空缺", "暂缺", "待定", "无", "none", "n/a"})
_BACKUP = {"backup", "替补", "备岗", "b岗", "代理"}
_LEAVE = ["worker_code", "since", "until"]
_POSTING = ["worker_code", "grid_code", "duty", "since", "until", "order_no"]


def prepare_workers(conn: sa.Connection, draft: Draft) -> None:
    """Check workers: a code (or else the name is the code), a name, perhaps a telephone."""
    if "code" not in draft.options.columns and draft.column("id") is None:
        require_column(draft, "name", "--name")
        draft.columns["id"] = draft.columns["name"]
    take_codes(draft, "code" if "code" in draft.options.columns else "id")
    names = draft.text("name")
    draft.frame = draft.frame.assign(
        name=names.where(names.notna(), draft.frame["code"]), phone=draft.text("phone")
    )
    sort_out(draft, load_workers(conn).set_index("code"), ["name", "phone"])


def prepare_postings(conn: sa.Connection, draft: Draft) -> None:
    """Check postings: worker, grid, duty, the two days and the order they rest on."""
    require_column(draft, "worker", "--worker")
    require_column(draft, "code", "--code")
    draft.frame = draft.frame.assign(
        worker=draft.text("worker"), grid_code=draft.text("code"), order_no=draft.text("order_no")
    )
    duty = draft.text("duty").str.casefold()
    draft.frame["duty"] = np.where(duty.isin(_BACKUP), "backup", "primary")
    for role in ("since", "until"):
        take_dates(draft, role)
    _find_workers(conn, draft)
    refuse_unknown_grids(conn, draft)
    refuse_backwards(draft)
    drop_known(draft, load_postings(conn), _POSTING)
    _refuse_clashes(conn, draft)
    draft.frame = draft.frame[["row", *_POSTING]]


def prepare_leaves(conn: sa.Connection, draft: Draft) -> None:
    """Check leaves: who is away, from which day, back on which day."""
    require_column(draft, "worker", "--worker")
    for role in ("since", "until"):
        require_column(draft, role, f"--column {role}=")
    draft.frame = draft.frame.assign(worker=draft.text("worker"))
    for role in ("since", "until"):
        take_dates(draft, role)
        draft.refuse(
            draft.frame[role].isna(),
            "leave.open",
            role,
            "A leave needs its first day and the day of return: fill in the column {column}.",
            column=draft.column(role),
        )
    _find_workers(conn, draft)
    refuse_backwards(draft)
    drop_known(draft, load_leaves(conn), _LEAVE)
    draft.frame = draft.frame[["row", *_LEAVE]]


def add_named_workers(conn: sa.Connection, draft: Draft) -> None:
    """Make workers and primary postings from the worker column of a grid file."""
    names = draft.text("worker")
    vacant = {word.casefold() for word in draft.options.vacant}
    folded = names.astype("string").str.casefold()
    names = names.where(~folded.isin(vacant).to_numpy(dtype=bool), None)
    _say_vacancy_words(draft, names)
    known = load_workers(conn)
    code_of = dict(zip(known["name"], known["code"], strict=True))
    given = names.dropna().drop_duplicates()
    new = given[~given.isin(code_of)]
    draft.extras["workers"] = pd.DataFrame({"code": new, "name": new}).reset_index(drop=True)
    held = names.notna().to_numpy()
    frame = pd.DataFrame(
        {
            "worker_code": names[held].map(lambda name: code_of.get(name, name)),
            "grid_code": draft.frame["code"][held],
            "duty": "primary",
            "since": draft.options.valid_from,
            "until": None,
            "order_no": None,
        }
    )
    open_already = _open_primaries(load_postings(conn))
    draft.extras["postings"] = frame.loc[~frame["grid_code"].isin(open_already)]


def _say_vacancy_words(draft: Draft, names: pd.Series) -> None:
    folded = names.astype("string").str.casefold()
    seen = names[folded.isin(VACANCY_WORDS).to_numpy(dtype=bool)]
    for word, count in seen.value_counts().items():
        draft.remark(
            "worker.perhaps_vacant",
            "{word} stands as the worker of {count} grids and was taken as a name: if it means"
            " nobody, import with --vacant {word}.",
            word=word,
            count=int(count),
        )


def _open_primaries(postings: pd.DataFrame) -> set[str]:
    is_open = postings["until"].isna() & postings["duty"].eq("primary")
    return set(postings.loc[is_open, "grid_code"])


def take_dates(draft: Draft, role: str) -> None:
    """Put the role's days into the frame, None where blank; refuse those that cannot be read."""
    column = draft.column(role)
    if column is None:
        draft.frame = draft.frame.assign(**{role: None})
        return
    times, problems = read_times(draft.text(role), draft.frame["row"], column, "UTC")
    days = pd.Series([None if pd.isna(one) else one.date() for one in times], dtype=object)
    draft.frame = draft.frame.assign(**{role: days.to_numpy()})
    draft.drop(problems)


def _find_workers(conn: sa.Connection, draft: Draft) -> None:
    known = load_workers(conn)
    by_name = known.loc[~known["name"].duplicated(keep=False)]
    code_of = dict(zip(by_name["name"], by_name["code"], strict=True))
    code_of |= dict(zip(known["code"], known["code"], strict=True))
    found = draft.frame["worker"].map(code_of)
    draft.frame = draft.frame.assign(worker_code=found)
    draft.refuse(
        found.isna(),
        "posting.unknown_worker",
        "worker",
        "No worker has the code or (once only) the name {value}: import the workers first, or give"
        " the code.",
    )


def refuse_unknown_grids(conn: sa.Connection, draft: Draft) -> None:
    """Take out the rows whose ``grid_code`` belongs to no grid, of any time."""
    known = set(conn.scalars(sa.select(grids.c.code)))
    draft.refuse(
        ~draft.frame["grid_code"].isin(known),
        "posting.unknown_grid",
        "code",
        "There is no grid {value}: import the grids first, or correct the code.",
    )


def refuse_backwards(draft: Draft) -> None:
    """Take out the rows whose last day lies before the first."""
    both = draft.frame["since"].notna() & draft.frame["until"].notna()
    since = draft.frame["since"].where(both, date(1, 1, 1))
    until = draft.frame["until"].where(both, date(9999, 1, 1))
    draft.refuse(
        both & (until <= since),
        "days.backwards",
        "until",
        "This row ends ({value}) before it begins: correct one of the two days.",
    )


def drop_known(draft: Draft, kept: pd.DataFrame, columns: list[str]) -> None:
    """Leave out, and count, the rows that are kept already in just these columns."""
    known = set(map(_as_key, kept[columns].itertuples(index=False)))
    is_same = [_as_key(row) in known for row in draft.frame[columns].itertuples(index=False)]
    draft.unchanged = sum(is_same)
    draft.frame = draft.frame.loc[~np.array(is_same, dtype=bool)]


def _as_key(row: object) -> tuple[str, ...]:
    return tuple("" if pd.isna(value) else str(value) for value in row)  # type: ignore[attr-defined]


def _refuse_clashes(conn: sa.Connection, draft: Draft) -> None:
    """Refuse the later of two primaries on one grid; what is kept already always stands."""
    kept = _postings(load_postings(conn))
    new = dict(zip(draft.frame.index, _postings(draft.frame), strict=True))
    by_grid: dict[str, list[Posting]] = {}
    for posting in kept:
        by_grid.setdefault(posting.grid_code, []).append(posting)
    found = {}
    for position, posting in new.items():
        there = by_grid.setdefault(posting.grid_code, [])
        clash = next(iter(clashes([*there, posting])), None)
        if clash is None:
            there.append(posting)
        else:
            found[position] = clash_sentence(*clash)
    draft.refuse_each(found, "posting.two_primaries", "worker")


def _postings(frame: pd.DataFrame) -> list[Posting]:
    return [Posting(**row) for row in records(frame[_POSTING])]
