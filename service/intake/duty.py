"""Workers and postings on their way in: from their own files, or named beside the grids."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.posting import Posting, clash_sentence, clashes
from data.duty_store import load_leaves, load_postings, load_workers
from data.order_store import load_changes
from data.readers.times import read_times
from data.rows import records
from data.schema import grids
from service.clock import DEFAULT_ZONE
from service.intake.comparing import sort_out
from service.intake.draft import Draft, require_column, take_codes

_PRIMARY = {"primary", "主责", "主岗", "a岗", "a角", "正岗", "主"}
_BACKUP = {"backup", "替补", "备岗", "b岗", "b角", "副岗", "代理", "替岗", "备"}
_LEAVE = ["worker_code", "since", "until"]
_START = ["worker_code", "grid_code", "duty", "since"]
_POSTING = ["worker_code", "grid_code", "duty", "since", "until", "order_no"]


def prepare_workers(conn: sa.Connection, draft: Draft) -> None:
    """Check workers: a code (or else the name is the code), a name, perhaps telephone, capacity."""
    is_said = bool(draft.options.columns.get("code"))
    if not is_said and draft.column("id") is None:
        require_column(draft, "name", "--name")
        draft.columns["id"] = draft.columns["name"]
    take_codes(draft, "code" if is_said else "id")
    names = draft.text("name")
    draft.frame = draft.frame.assign(
        name=names.where(names.notna(), draft.frame["code"]), phone=draft.text("phone")
    )
    _take_capacity(draft)
    facts = [name for name in ("name", "phone", "capacity") if draft.column(name)]
    kept = load_workers(conn)
    renamed = _take_over_names(draft, kept)
    sort_out(draft, kept.set_index("code"), facts)
    draft.changed = pd.concat([draft.changed, renamed]) if len(renamed) else draft.changed


def _take_capacity(draft: Draft) -> None:
    """Put capacities into the frame, 1.0 where blank; refuse what is no part of a full post."""
    said = draft.text("capacity").astype("string").str.replace("％", "%")
    is_percent = said.str.endswith("%").fillna(False).to_numpy(dtype=bool)
    number = pd.to_numeric(said.str.removesuffix("%"), errors="coerce").to_numpy(dtype=float)
    capacity = np.where(said.isna(), 1.0, np.where(is_percent, number / 100, number))
    draft.frame = draft.frame.assign(capacity=capacity)
    draft.refuse(
        ~((capacity > 0) & (capacity <= 1)),
        "worker.capacity",
        "capacity",
        "The capacity {value} cannot be: 1 or 100% is a full post, 0.5 or 50% a half one.",
    )


def _take_over_names(draft: Draft, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that bring a code for a worker whom a grid file had made by name alone."""
    by_name = kept.loc[kept["code"].eq(kept["name"])].set_index("name")
    is_once = ~draft.frame["name"].duplicated(keep=False)
    is_his = is_once & draft.frame["name"].isin(by_name.index)
    is_his &= ~draft.frame["code"].isin(kept["code"])
    mine = draft.frame.loc[is_his]
    if mine.empty:
        return mine
    draft.frame = draft.frame.loc[~is_his]
    draft.remark(
        "worker.code_came",
        "{count} workers whom a grid file had made by their names now have their codes.",
        count=len(mine),
    )
    old = by_name.loc[mine["name"]]
    return mine.assign(id=old["id"].to_numpy(), old_code=old["code"].to_numpy())


def prepare_postings(conn: sa.Connection, draft: Draft) -> None:
    """Check postings: worker, grid, duty, the two days and the order they rest on."""
    require_column(draft, "worker", "--worker")
    require_column(draft, "code", "--code")
    draft.frame = draft.frame.assign(
        worker=draft.text("worker"), grid_code=draft.text("code"), order_no=draft.text("order_no")
    )
    duty = draft.text("duty").astype("string").str.casefold()
    draft.frame["duty"] = np.where(duty.isin(_BACKUP), "backup", "primary")
    draft.refuse(
        (duty.notna() & ~duty.isin(_PRIMARY | _BACKUP)).to_numpy(dtype=bool),
        "posting.duty",
        "duty",
        "The duty {value} is not known: write primary or backup (主责、替补).",
    )
    for role in ("since", "until"):
        take_dates(draft, role)
    _find_workers(conn, draft)
    refuse_unknown_grids(conn, draft)
    refuse_backwards(draft)
    kept = load_postings(conn)
    drop_known(draft, kept, _POSTING)
    _refuse_ordered(draft, kept)
    _take_changes(draft, kept)
    _refuse_clashes(draft, kept)


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
    drop_known(draft, _leaves_ever(conn), _LEAVE)
    draft.frame = draft.frame[["row", *_LEAVE]]


def _leaves_ever(conn: sa.Connection) -> pd.DataFrame:
    """Return the leaves kept, and those that were ended early here as they had been entered."""
    changes = load_changes(conn)
    ended = changes.loc[changes["topic"].eq("leave") & changes["before"].notna()]
    before = [
        (code, days["since"], days["until"])
        for code, days in zip(ended["code"], ended["before"], strict=True)
    ]
    return pd.concat([load_leaves(conn)[_LEAVE], pd.DataFrame(before, columns=_LEAVE)])


def take_dates(draft: Draft, role: str) -> None:
    """Put the role's days into the frame, None where blank; refuse those that cannot be read."""
    column = draft.column(role)
    if column is None:
        draft.frame = draft.frame.assign(**{role: None})
        return
    times, problems = read_times(draft.text(role), draft.frame["row"], column, DEFAULT_ZONE)
    local = times.tz_convert(DEFAULT_ZONE)
    days = pd.Series([None if pd.isna(one) else one.date() for one in local], dtype=object)
    draft.frame = draft.frame.assign(**{role: days.to_numpy()})
    draft.drop(problems)


def worker_codes(known: pd.DataFrame) -> tuple[dict[str, str], set[str]]:
    """Return what a worker may be called by (his code, his name if nobody shares it) to his code.

    The second value holds the names that several workers share.
    """
    is_shared = known["name"].duplicated(keep=False)
    code_of = dict(zip(known["name"][~is_shared], known["code"][~is_shared], strict=True))
    code_of |= dict(zip(known["code"], known["code"], strict=True))
    return code_of, set(known["name"][is_shared]) - set(known["code"])


def _find_workers(conn: sa.Connection, draft: Draft) -> None:
    code_of, _ = worker_codes(load_workers(conn))
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


def _refuse_ordered(draft: Draft, kept: pd.DataFrame) -> None:
    """Take out the rows that would end or date a posting which an order made."""
    made = kept.loc[kept["order_id"].notna(), _START]
    ordered = set(map(_as_key, made.itertuples(index=False)))
    is_it = [_as_key(row) in ordered for row in draft.frame[_START].itertuples(index=False)]
    draft.refuse(
        np.array(is_it, dtype=bool),
        "posting.ordered",
        "worker",
        "An order made this posting of {value}, and a file does not change what was decided: enter"
        " another order.",
    )


def _take_changes(draft: Draft, kept: pd.DataFrame) -> None:
    """Find the rows that end or date a posting kept already: same worker, grid, duty and start.

    A posting that a grid file made without a start is dated by the first row about it.
    """
    kept = kept.loc[~kept["until"].notna()]
    dated = {_as_key(row[1:]): row[0] for row in kept[["id", *_START]].itertuples(index=False)}
    ids = []
    for row in draft.frame[_START].itertuples(index=False):
        found = dated.get(_as_key(row)) or dated.get((*_as_key(row[:3]), ""))
        ids.append(found)
    known = pd.Series(ids, index=draft.frame.index, dtype=object)
    is_change = known.notna() & ~known.duplicated()
    columns = ["since", "until", "order_no"]
    changed = draft.frame.loc[is_change, ["row", *_POSTING]]
    draft.changed = changed.assign(id=known[is_change].astype(int))
    draft.facts = columns
    draft.frame = draft.frame.loc[~is_change, ["row", *_POSTING]]


def _refuse_clashes(draft: Draft, kept_rows: pd.DataFrame) -> None:
    """Refuse the later of two primaries on one grid; what is kept already stands."""
    changed = draft.changed if draft.changed is not None else pd.DataFrame(columns=["id"])
    stays = kept_rows.loc[~kept_rows["id"].isin(changed["id"])]
    kept = _postings(stays) + (_postings(changed) if len(changed) else [])
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
