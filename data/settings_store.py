"""What the office has set: one row per key, with the defaults in one place."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.retention import DEFAULT_DAYS
from data.schema import settings
from data.store import bump

DEFAULTS: dict[str, object] = {
    "district_name": "",
    "time_zone": "Asia/Shanghai",
    "code_scheme": "15",
    "snap_m": None,
    # households in one urban grid, as public texts of several cities give it
    "size_band": [300, 500],
    "tile_address": "",
    # which profile of the rule book counts here
    "rule_profile": "generic_12345",
    # the smallest count above 0 that is shown outside; 5 is usual with statistical offices
    "publication_k": 5,
    # level of the units that must all have a room where people are received
    "room_level": "community",
    # from how many metres on a household is far from a service point; our choice
    "far_m": 1000,
    # areas of work of officials assigned to townships: the sources name ten and list none, so
    # these are ours, for the office to replace
    "oversight_areas": [
        {"key": key, "name": name}
        for key, name in (
            ("requests", "诉求办理"),
            ("visits", "走访联系"),
            ("sanitation", "环境卫生"),
            ("safety", "安全生产"),
            ("flood", "防汛防灾"),
            ("mediation", "矛盾调解"),
            ("counters", "便民服务"),
            ("works", "民生工程"),
            ("openness", "村务公开"),
            ("councils", "村民理事会"),
        )
    ],
    # after how long without use a session is over, and after how long in any case
    # days after which what is personal goes, by rule (casework/retention.py); null for ever
    "retention_days": dict(DEFAULT_DAYS),
    "session_idle_minutes": 30,
    "session_hours": 12,
    "is_demonstration": False,
}


def setting(conn: sa.Connection, key: str) -> object:
    """Return the value the office has set, else the default; KeyError for an unknown key."""
    default = DEFAULTS[key]
    found = conn.execute(sa.select(settings.c.value).where(settings.c.key == key)).first()
    return default if found is None else found.value


def office_zone(conn: sa.Connection) -> ZoneInfo:
    """Return the time zone in which the office counts its days."""
    return ZoneInfo(str(setting(conn, "time_zone")))


def snap_of(conn: sa.Connection) -> float | None:
    """Return within how many metres a point in no grid goes to the nearest; None for never."""
    value = setting(conn, "snap_m")
    return float(value) if isinstance(value, int | float) else None


def set_setting(conn: sa.Connection, key: str, value: object) -> None:
    """Keep a value for a known key."""
    if key not in DEFAULTS:
        raise KeyError(key)
    changed = conn.execute(settings.update().where(settings.c.key == key).values(value=value))
    if not changed.rowcount:
        conn.execute(settings.insert().values(key=key, value=value))
    bump(conn, "settings")
