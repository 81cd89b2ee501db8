"""Two communities with households, a round and a plan of visits: a worker has a day there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from casework.access import OPERATOR
from casework.move import Move
from casework.visit import Every
from data.schema import households, places
from data.store import Store, bump
from service.day.receive import receive
from service.visits.plans import NewPlan, plan_visits
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR, HERE, LITTER, found_district, go, matter

WORKER = "W1"
TODAY = date(2026, 6, 1)
HOMES = ("H1", "H2", "H3")


def found_day(store: Store, now: datetime = NOW) -> None:
    """Lay the communities, three households and a waste point of worker W1, and a plan."""
    found_district(store)
    with store.begin() as conn:
        conn.execute(
            households.insert(),
            [
                {
                    "code": code,
                    "address": f"柳岸路{place}号",
                    "lon": HERE[0] + place / 10_000,
                    "lat": HERE[1],
                    "tile16": 0,
                    "grid_code": "G1",
                }
                for place, code in enumerate(HOMES)
            ],
        )
        conn.execute(
            places.insert().values(
                code="R1", name="垃圾投放点", used_for="round", kind="垃圾投放点", grid_code="G1",
                lon=HERE[0], lat=HERE[1], every_days=1, valid_from=now.date() - timedelta(days=3),
            )
        )  # fmt: skip
        bump(conn, "households", "places", "rounds")
    plan_visits(
        COORDINATOR, store, NewPlan("普遍走访", "见一面", now.date(), every=Every.MONTH), now
    )


def case_at_work(store: Store, now: datetime = NOW) -> str:
    """Return the number of a case of W1 that is dispatched: it waits to be started."""
    code = matter(store, now=now)
    go(
        store,
        code,
        (Move.ACCEPT, {"category": LITTER}),
        (Move.DISPATCH, {"unit": _unit(store)}),
        now=now,
    )
    return code


def _unit(store: Store) -> str:
    from data.rule_store import rules_of

    with store.read() as conn:
        return sorted(rules_of(conn).catalogue.units)[0]


def message(uid: str, kind: str, said: dict[str, Any], age_s: float = 0) -> dict[str, Any]:
    """Return a message as a phone sends it."""
    return {"uid": uid.ljust(16, "-"), "kind": kind, "worker": WORKER, "age_s": age_s, "said": said}


def sent(
    store: Store, uid: str, kind: str, said: dict[str, Any], now: datetime = NOW, age_s: float = 0
) -> dict[str, Any]:
    """Send one message and return its answer."""
    return receive(OPERATOR, store, message(uid, kind, said, age_s), now)
