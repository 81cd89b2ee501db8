"""Whose list is looked at: of who answers for the grids, of nobody, of no grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.visits_choice import Looked
from data.rows import records
from data.store import Store
from service.visits.to_do import OwnerKind, to_do_counts

OWNER: Final = "list"
_KEY: Final = "visits_owner"
_WORKER: Final = "worker:"


@dataclass(frozen=True)
class Chosen:
    """A list: of a worker, of an owner of another kind, or of the whole area."""

    worker_code: str | None = None
    owner: OwnerKind | None = None
    name: str = ""


def choose_list(viewer: Viewer, store: Store, looked: Looked) -> Chosen:
    """Show the lists by who answers, each with how many are still to do; return the one chosen.

    Notes
    -----
    By code, not by number: it tells how much work waits where, not how well anybody did.
    """
    if not may(viewer, Action.PLAN_VISITS) or looked.is_over:
        return Chosen()
    lists = records(to_do_counts(viewer, store, looked.plan.code, looked.on))
    options = {"": _("everybody's list")} | {_key(one): _named(one) for one in lists}
    wanted = asked(OWNER) or ""
    st.session_state[_KEY] = wanted if wanted in options else ""
    chosen = st.selectbox(
        _("Lists by who answers: still to do"),
        list(options),
        format_func=options.__getitem__,
        key=_KEY,
        on_change=_take,
        width=330,
    )
    return _chosen(chosen, options[chosen])


def _key(line: dict[str, Any]) -> str:
    return f"{_WORKER}{line['worker_code']}" if line["owner"] == "worker" else str(line["owner"])


def _named(line: dict[str, Any]) -> str:
    n = f"{line['waiting']:,}"
    if line["owner"] == "nobody":
        return _("nobody answers: {n}", n=n)
    if line["owner"] == "no_grid":
        return _("in no grid: {n}", n=n)
    name = line["worker"] or line["worker_code"]
    return _("{name} ({code}): {n}", name=name, code=line["worker_code"], n=n)


def _chosen(key: str, name: str) -> Chosen:
    if key.startswith(_WORKER):
        return Chosen(worker_code=key.removeprefix(_WORKER), name=name)
    return Chosen(owner=cast("OwnerKind", key), name=name) if key else Chosen()


def _take() -> None:
    keep(OWNER, st.session_state[_KEY] or None)
    keep("view", "list")
