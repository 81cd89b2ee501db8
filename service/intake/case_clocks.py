"""Clocks of cases that files bring: started, and following what the files say later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.case import CaseStatus
from casework.request import Urgency
from casework.tier import Tier
from data.issues import note_row
from data.rows import insert_rows, records, select_in, update_rows
from data.rule_store import rules_of
from data.schema import case_clocks, case_tiers, cases
from service.cases.clock import STATED
from service.cases.clocks import clocks_for
from service.intake.draft import Draft
from service.intake.known_cases import open_mask

_ENDED_BY: Final = {
    CaseStatus.MERGED.value: "merged",
    CaseStatus.REJECTED.value: "rejected",
    CaseStatus.VOID.value: "void",
}


_KEPT: Final = (
    "id", "category", "kind", "urgency", "tier", "reported_at", "due_at", "closed_at", "status",
)  # fmt: skip


_MOMENTS: Final = ["reported_at", "due_at", "replied_at", "closed_at"]


def prepare_clocks(conn: sa.Connection, draft: Draft) -> None:
    """Keep the clocks of the draft's new cases in ``extras.clocks`` and say what was computed.

    ``case_id`` is the place of the case in the draft.  A due time that the file states is kept for
    every case; an open one without gets its due times from the rules.
    """
    frame = draft.frame.reset_index(drop=True)
    frame = frame.assign(
        case_id=frame.index, kind=None, urgency=Urgency.ORDINARY.value, tier=int(Tier.STREET)
    )
    rules = rules_of(conn)
    clocks = clocks_for(rules, _asked(frame))
    draft.extras["clocks"] = clocks
    ruled = clocks.loc[clocks["name"].eq("resolve") & clocks["limit_kind"].ne(STATED)]
    due = ruled.set_index("case_id")["due_at"]
    computed = pd.to_datetime(frame.index.to_series().map(due), utc=True)
    stated = frame["due_at"]
    draft.frame = draft.frame.assign(due_at=stated.where(stated.notna(), computed).to_numpy())
    draft.frame["due_at"] = pd.to_datetime(draft.frame["due_at"], utc=True)
    _say_computed(draft, ruled, rules.profile.title)


def _asked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what the rules are asked about: open cases, and others that have a due time.

    A clock of a case that is over was met when it was closed, as far as that is known.
    """
    is_open = open_mask(frame["status"])
    over = frame["closed_at"].where(frame["closed_at"].notna(), frame["reported_at"])
    met = frame.assign(closed_at=over.where(~is_open), replied_at=None)
    chosen = met.loc[is_open | frame["due_at"].notna().to_numpy()]
    return chosen[["case_id", "category", "kind", "urgency", "tier", *_MOMENTS]]


def _say_computed(draft: Draft, ruled: pd.DataFrame, title: str) -> None:
    count = int(ruled["due_at"].notna().sum())
    if count:
        draft.remark(
            "due_at.computed",
            "{count} due times were computed from the limits of {profile}.",
            count=count,
            profile=title,
        )
    troubles = ruled["trouble"].dropna()
    if len(troubles):
        draft.remark(
            "due_at.not_computed",
            "{count} due times could not be computed; the reasons follow.",
            count=len(troubles),
        )
    for text in troubles.map(lambda one: json.dumps(one, sort_keys=True)).unique():
        why = json.loads(text)
        said = note_row("due_at.trouble", None, None, None, why["msgid"], **why["params"])
        draft.issues.append(said)


def start_new(conn: sa.Connection, draft: Draft, made: pd.DataFrame) -> None:
    """Write the clocks of new cases, and the level that has each open one.

    Parameters
    ----------
    made
        ``id`` of each case, in the order of the draft.
    """
    clocks = draft.extras["clocks"]
    ids = made["id"].to_numpy()
    own = ids[clocks["case_id"].to_numpy(dtype=int)]
    insert_rows(conn, case_clocks, clocks.assign(case_id=own))
    is_open = open_mask(draft.frame["status"])
    entered = draft.frame.loc[is_open, "reported_at"]
    levels = pd.DataFrame({"case_id": ids[is_open], "entered_at": entered.to_numpy()})
    levels["entered_at"] = pd.to_datetime(levels["entered_at"], utc=True)
    insert_rows(conn, case_tiers, levels.assign(tier=int(Tier.STREET)))


def follow_cases(conn: sa.Connection, changed: pd.DataFrame) -> None:
    """Let the clocks and levels of known cases follow what a file, or its undoing, made of them.

    Parameters
    ----------
    changed
        ``id, status_from, status_to, at, is_asked_anew``, as `change_cases` returns it.
    """
    if changed.empty:
        return
    was_open, is_open = open_mask(changed["status_from"]), open_mask(changed["status_to"])
    over = changed.loc[~is_open & changed["status_from"].ne(changed["status_to"])]
    for status, group in over.groupby("status_to"):
        _end(conn, group, _ENDED_BY.get(str(status), "met"))
    _go_on(conn, [int(one) for one in changed.loc[~was_open & is_open, "id"]])
    is_void = changed["status_to"].eq(CaseStatus.VOID)
    _fit(conn, changed.loc[~is_void])


def _end(conn: sa.Connection, over: pd.DataFrame, ended_by: str) -> None:
    """End what still runs; of a case that was over before, say only by what it ended."""
    for table, column in ((case_clocks, "met_at"), (case_tiers, "left_at")):
        statement = (
            table.update()
            .where(table.c.case_id == sa.bindparam("of_case"), table.c[column].is_(None))
            .values({column: sa.bindparam("moment", type_=table.c[column].type)})
        )
        rows = [{"of_case": row["id"], "moment": row["at"]} for row in records(over)]
        conn.execute(statement, rows)
    last = _last_clocks(conn, [int(one) for one in over["id"]])
    update_rows(conn, case_clocks, last[["id"]].assign(ended_by=ended_by))


def _go_on(conn: sa.Connection, ids: Sequence[int]) -> None:
    last = _last_clocks(conn, ids)
    update_rows(conn, case_clocks, last[["id"]].assign(met_at=None, ended_by=None))
    rows = select_in(conn, case_tiers, "case_id", ids, "id", "case_id").sort_values("id")
    levels = rows.drop_duplicates("case_id", keep="last")
    update_rows(conn, case_tiers, levels[["id"]].assign(left_at=None))
    new = set(ids) - set(levels["case_id"])
    if new:
        entered = select_in(conn, cases, "id", sorted(new), "id", "tier", "reported_at")
        entered.columns = ["case_id", "tier", "entered_at"]
        insert_rows(conn, case_tiers, entered.assign(entered_at=_utc(entered["entered_at"])))


def _fit(conn: sa.Connection, changed: pd.DataFrame) -> None:
    """Start the clocks these cases lack, and restate those whose due time or limit is another."""
    ids = [int(one) for one in changed["id"]]
    kept = select_in(conn, cases, "id", ids, *_KEPT).rename(columns={"id": "case_id"})
    if kept.empty:
        return
    rules = rules_of(conn)
    last = _last_clocks(conn, ids)
    lacking = clocks_for(rules, _asked(kept))
    lacking = lacking.loc[~_keys(lacking).isin(_keys(last))]
    insert_rows(conn, case_clocks, lacking)
    resolve = last.loc[last["name"].eq("resolve")].merge(kept, on="case_id", suffixes=("", "_of"))
    due = _utc(resolve["due_at_of"])
    is_restated = due.notna() & due.ne(_utc(resolve["due_at"]))
    _restate(conn, resolve.loc[is_restated])
    anew = set(changed.loc[changed["is_asked_anew"], "id"])
    is_plain = resolve["limit_kind"].ne(STATED) & resolve["extensions"].map(len).eq(0)
    is_plain &= resolve["pauses"].map(len).eq(0) & resolve["met_at"].isna() & ~is_restated
    is_plain &= resolve["case_id"].isin(anew)
    again = kept.loc[kept["case_id"].isin(resolve.loc[is_plain, "case_id"])]
    ruled = clocks_for(rules, _asked(again.assign(due_at=None)))
    _limit_again(conn, ruled.loc[ruled["name"].eq("resolve")], resolve)
    _follow_due(conn, pd.concat([lacking, ruled]))


def _restate(conn: sa.Connection, resolve: pd.DataFrame) -> None:
    started, due = _utc(resolve["started_at"]), _utc(resolve["due_at_of"])
    hours = (due - started).dt.total_seconds() / 3600
    update_rows(
        conn,
        case_clocks,
        resolve[["id"]].assign(
            limit_kind=STATED, limit_amount=hours, rule_key=STATED, due_at=due, trouble=None
        ),
    )


def _limit_again(conn: sa.Connection, ruled: pd.DataFrame, resolve: pd.DataFrame) -> None:
    names = ["limit_kind", "limit_amount", "rule_key", "started_at", "due_at", "trouble"]
    ids = resolve[["id", "case_id"]].merge(ruled[["case_id", *names]], on="case_id")
    update_rows(conn, case_clocks, ids[["id", *names]])


def _follow_due(conn: sa.Connection, clocks: pd.DataFrame) -> None:
    resolve = clocks.loc[clocks["name"].eq("resolve"), ["case_id", "due_at"]]
    update_rows(conn, cases, resolve.rename(columns={"case_id": "id"}))


def _keys(clocks: pd.DataFrame) -> pd.Series:
    return clocks["case_id"].astype(int).astype(str) + clocks["name"].astype(str)


def _last_clocks(conn: sa.Connection, ids: Sequence[int]) -> pd.DataFrame:
    """Return the last clock "resolve" and the last "reply" of each case."""
    rows = select_in(conn, case_clocks, "case_id", ids)
    rows = rows.loc[rows["name"].isin(["resolve", "reply"])].sort_values("id")
    return rows.drop_duplicates(["case_id", "name"], keep="last")


def _utc(times: pd.Series) -> pd.Series:
    return pd.to_datetime(times, utc=True)
