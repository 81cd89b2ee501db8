"""The retention rules, carried out or only counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.retention import RULES, Rule, days_of
from data.erasing_store import note_act
from data.photo_refs import remove_files
from data.photo_store import photo_folder
from data.retention_store import TAKING, Cut, old_databases
from data.settings_store import office_zone, setting
from data.store import Store, bump
from data.wiping import wipe_log


@dataclass(frozen=True)
class Retained:
    """What one rule is about: its days (None: kept for ever), and how many go or went."""

    rule: Rule
    days: int | None
    before: date | None
    count: int


def retain(
    viewer: Viewer, store: Store, now: datetime, *, is_dry: bool = True
) -> tuple[Retained, ...]:
    """Return what each rule takes away, and take it away unless it is a dry run.

    No figure changes: rows of cases, visits and checks stay, only what is personal in them goes.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    """
    require(viewer, Action.KEEP_PRIVACY)
    gone: list[str] = []
    with store.read() if is_dry else store.begin() as conn:
        days = days_of(setting(conn, "retention_days"))
        done = tuple(_taken(conn, store, rule, days[rule.key], now, is_dry, gone) for rule in RULES)
        counts = {one.rule.key: one.count for one in done}
        if not is_dry and any(counts.values()):
            note_act(conn, "retained", counts, viewer.name, now)
            bump(conn, "households", "cases", "visits", "rounds", "spot_checks")
    if not is_dry:
        remove_files(photo_folder(store), gone)
        _remove_databases(store, days["old_databases"], now)
        wipe_log(store)
    return done


def _taken(
    conn: sa.Connection,
    store: Store,
    rule: Rule,
    days: int | None,
    now: datetime,
    is_dry: bool,
    gone: list[str],
) -> Retained:
    if days is None:
        return Retained(rule, None, None, 0)
    today = now.astimezone(office_zone(conn)).date()
    day = today - timedelta(days=days)
    moment = datetime.combine(day, time(), office_zone(conn)).astimezone(UTC)
    if rule.key not in TAKING:
        return Retained(rule, days, day, len(old_databases(store.url, moment)))
    cut = Cut(day, moment, today, is_dry, gone)
    return Retained(rule, days, day, TAKING[rule.key](conn, cut))


def _remove_databases(store: Store, days: int | None, now: datetime) -> None:
    if days is not None:
        for path in old_databases(store.url, now - timedelta(days=days)):
            path.unlink(missing_ok=True)
