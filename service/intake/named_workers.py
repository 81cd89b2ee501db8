"""The workers named beside the grids of a file: made where new, posted from the stated day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from casework.sentence import Sentence
from data.duty_store import load_postings, load_workers
from data.rows import records
from service.intake.draft import Draft
from service.intake.duty import worker_codes

# Words that look like the absence of a person; said back to the clerk, never decided for him.
VACANCY_WORDS = frozenset({"vacant", "vacancy", "空缺", "暂缺", "待定", "无", "none", "n/a"})


def add_named_workers(conn: sa.Connection, draft: Draft) -> None:
    """Fill ``draft.extras`` with the workers and postings that the worker column asks for.

    A worker is known by his code, or by his name if nobody shares it; another word makes a new
    one.  A grid without a primary gets one; where it has another, the change needs a day.
    """
    names = _names(draft)
    known = load_workers(conn)
    code_of, shared = worker_codes(known)
    _say_shared(draft, names, shared)
    names = names.where(~names.isin(shared), None)
    given = names.dropna().drop_duplicates()
    new = given[~given.isin(code_of)]
    draft.extras["workers"] = pd.DataFrame({"code": new, "name": new}).reset_index(drop=True)
    wanted = names.dropna().map(lambda name: code_of.get(name, name))
    _post(conn, draft, wanted)


def _names(draft: Draft) -> pd.Series:
    """Return the word in the worker column of every grid that stands, None where it is nobody."""
    names = draft.text("worker", draft.standing().index)
    folded = names.astype("string").str.casefold()
    vacant = {word.casefold() for word in draft.options.vacant}
    names = names.where(~folded.isin(vacant).to_numpy(dtype=bool), None)
    seen = names[folded.isin(VACANCY_WORDS).to_numpy(dtype=bool)]
    for word, count in seen.value_counts().items():
        draft.remark(
            "worker.perhaps_vacant",
            "{word} stands as the worker of {count} grids and was taken as a name: if it means"
            " nobody, undo the import and bring the file again with --vacant {word}.",
            word=word,
            count=int(count),
        )
    return names


def _say_shared(draft: Draft, names: pd.Series, shared: set[str]) -> None:
    for position, name in names[names.isin(shared)].items():
        draft.note_one(
            position,
            "worker.shared_name",
            "worker",
            Sentence(
                "Several workers are called {name}, so nobody was posted here: write the worker's"
                " code in this column.",
                name=name,
            ),
        )


def _post(conn: sa.Connection, draft: Draft, wanted: pd.Series) -> None:
    start = draft.options.valid_from
    kept = load_postings(conn)
    is_open = kept["until"].isna() & kept["duty"].eq("primary")
    holders = {str(row["grid_code"]): row for row in records(kept.loc[is_open])}
    codes = draft.standing()["code"]
    ended, posted = [], []
    for position, worker in wanted.items():
        grid = str(codes.at[position])
        holder = holders.get(grid)
        if holder is None:
            last = _last_primary(kept, grid, start)
            if last is None:
                posted.append((worker, grid))
            else:
                _say_other(draft, position, grid, last)
        elif holder["worker_code"] != worker:
            if _can_end(start, holder["since"]):
                ended.append(int(holder["id"]))
                posted.append((worker, grid))
            else:
                _say_other(draft, position, grid, str(holder["worker_code"]))
    draft.extras["ended_postings"] = pd.DataFrame({"id": ended, "until": start})
    frame = pd.DataFrame(posted, columns=["worker_code", "grid_code"])
    draft.extras["postings"] = frame.assign(duty="primary", since=start, until=None, order_no=None)


def _last_primary(kept: pd.DataFrame, grid: str, start: date | None) -> str | None:
    """Return whose primary posting of the grid, with a last day, reaches beyond this day."""
    ends = kept.loc[kept["grid_code"].eq(grid) & kept["duty"].eq("primary")].dropna(subset="until")
    if ends.empty or (start is not None and start >= max(ends["until"])):
        return None
    return str(ends["worker_code"].iloc[-1])


def _can_end(start: date | None, since: object) -> bool:
    return start is not None and (not isinstance(since, date) or since < start)


def _say_other(draft: Draft, position: object, grid: str, worker: str) -> None:
    draft.note_one(
        position,
        "posting.other_worker",
        "worker",
        Sentence(
            "Grid {grid} is with {worker} and stays so: to change that, give the day with"
            " --valid-from, or import a file of postings.",
            grid=grid,
            worker=worker,
        ),
    )
