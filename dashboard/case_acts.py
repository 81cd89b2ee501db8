"""What can be done with one case: each act, what it asks for, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may
from casework.move import MOVE_TERMS, Move
from casework.tier import Tier
from dashboard.case_facts import ask_facts, ask_stamp, ask_text
from dashboard.case_offer import Offered
from dashboard.i18n import _
from dashboard.messages import plain
from data.store import Store
from service.case_record import CaseRecord
from service.casebook import case_record
from service.cases.handing import hand_over, send_up, tell_progress
from service.cases.merging import merge_cases
from service.cases.moving import move_case
from service.cases.steps import action_of

NEXT, OTHER, MORE = "next", "other", "more"
# What usually comes next; the other steps stand apart.
_FORWARD: Final = frozenset(
    {
        Move.ACCEPT,
        Move.DISPATCH,
        Move.START,
        Move.RESUME,
        Move.REPLY,
        Move.PASS_CHECK,
        Move.FAIL_CHECK,
        Move.CLOSE,
        Move.VISIT_BACK,
    }
)
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """Who looks, in which store, when; and the case and version that were seen."""

    viewer: Viewer
    store: Store
    now: datetime
    code: str = ""
    version: int = 0


@dataclass(frozen=True)
class Act:
    """One act that a button opens.

    Attributes
    ----------
    name
        A step's name, or that of an act that leaves the state as it is.
    label
        What the button says.
    group
        `NEXT`, `OTHER` or `MORE`: where the button stands.
    ask
        Shows the fields and returns what was typed, under names of events' details.
    do
        Does it, with what was typed.
    """

    name: str
    label: str
    group: str
    ask: Callable[[Offered, datetime, str], Said]
    do: Callable[[Seen, Said], object]


def steps_of(record: CaseRecord, viewer: Viewer) -> list[Act]:
    """Return the legal steps of a case that this viewer may take, in the order of the table."""
    moves = [move for move in record.legal if move is not Move.MIRROR]
    return [step_act(move) for move in moves if may(viewer, action_of(move))]


def step_act(move: Move) -> Act:
    """Return the act that is a step."""
    group = NEXT if move in _FORWARD else OTHER
    if move is Move.MERGE:
        return Act(move.value, _(MOVE_TERMS[move]), group, _ask_merge, _merge)

    def ask(offered: Offered, now: datetime, key: str) -> Said:
        return ask_facts(move, offered, now, key) | ask_stamp(offered, key)

    def do(seen: Seen, said: Said) -> object:
        facts = dict(said)
        who, when = facts.pop("acted_by"), facts.pop("happened_at")
        return move_case(
            seen.viewer, seen.store, seen.code, seen.version, move, facts, seen.now,
            acted_by=who, happened_at=when,
        )  # fmt: skip

    return Act(move.value, _(MOVE_TERMS[move]), group, ask, do)


def beside_acts(record: CaseRecord, viewer: Viewer) -> list[Act]:
    """Return what can be done with an open case beside its steps."""
    if not record.status.is_open:
        return []
    is_top = Tier(record.tier).above is None
    needs = {"hand_over": Action.HAND_OVER}
    return [
        act
        for name, act in beside_by_name().items()
        if may(viewer, needs.get(name, Action.MOVE_CASE)) and not (name == "send_up" and is_top)
    ]


def beside_by_name() -> dict[str, Act]:
    """Return the acts beside the steps, possible or not, by name."""
    acts = (
        Act("tell_progress", _("Tell progress"), NEXT, _ask_told, _tell),
        Act("hand_over", _("Hand over"), OTHER, _ask_hand_over, _hand_over),
        Act("send_up", _("Send up"), OTHER, _ask_reason, _send_up),
    )
    return {act.name: act for act in acts}


def _ask_merge(offered: Offered, now: datetime, key: str) -> Said:
    alike = {one.code: one for one in offered.alike}
    chosen = None
    if alike:
        chosen = st.radio(
            _("Cases that may be about the same matter"),
            list(alike),
            index=None,
            format_func=lambda code: f"{plain(code)} · {plain(_(alike[code].sentence))}",
            captions=[plain(one.summary or "–") for one in alike.values()],
            key=f"{key}_alike",
        )
    typed = ask_facts(Move.MERGE, offered, now, key)["merged_into"]
    return {"merged_into": typed or chosen}


def _merge(seen: Seen, said: Said) -> object:
    other = case_record(seen.viewer, seen.store, str(said["merged_into"]), seen.now)
    return merge_cases(
        seen.viewer, seen.store, seen.code, seen.version, other.code, other.version, seen.now
    )


def _ask_hand_over(offered: Offered, _now: datetime, key: str) -> Said:
    worker = st.selectbox(
        _("Worker who takes it"),
        list(offered.workers),
        index=None,
        format_func=offered.worker_text,
        placeholder=_("Choose"),
        key=f"{key}_worker",
    )
    return {"worker": worker, "reason": ask_text(_("Reason"), f"{key}_reason")}


def _hand_over(seen: Seen, said: Said) -> object:
    return hand_over(
        seen.viewer, seen.store, seen.code, seen.version, said["worker"], said["reason"], seen.now
    )


def _ask_reason(_offered: Offered, _now: datetime, key: str) -> Said:
    return {"reason": ask_text(_("Reason"), f"{key}_reason")}


def _send_up(seen: Seen, said: Said) -> object:
    return send_up(seen.viewer, seen.store, seen.code, seen.version, said["reason"], seen.now)


def _ask_told(offered: Offered, _now: datetime, key: str) -> Said:
    said = {"text": ask_text(_("What the person was told"), f"{key}_text")}
    return said | ask_stamp(offered, key)


def _tell(seen: Seen, said: Said) -> object:
    return tell_progress(
        seen.viewer, seen.store, seen.code, seen.version, said["text"], seen.now,
        acted_by=said["acted_by"], happened_at=said["happened_at"],
    )  # fmt: skip
