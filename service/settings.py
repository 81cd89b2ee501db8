"""What the office may set, each value checked before it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

from casework.access import Action, Viewer, require
from casework.area_code import SCHEMES
from casework.plain_text import one_line, seen_text
from casework.retention import is_table_of_days
from data.rule_store import rules_of
from data.settings_store import DEFAULTS, set_setting, setting
from data.store import Store
from service.errors import ServiceError
from service.language import tell_times_in


def settings_now(viewer: Viewer, store: Store) -> dict[str, object]:
    """Return every setting with the value in force."""
    require(viewer, Action.VIEW_MAP)
    with store.read() as conn:
        kept = {key: setting(conn, key) for key in DEFAULTS}
    tell_times_in(str(kept["time_zone"]))
    return kept


def change_setting(viewer: Viewer, store: Store, key: str, text: str) -> object:
    """Keep a new value, given as JSON or as plain text, and return it as it is kept.

    Raises
    ------
    CaseworkError
        When the viewer may not change settings, or the rule book has no such profile.
    ServiceError
        When there is no such setting or it cannot have this value.
    """
    require(viewer, Action.CHANGE_SETTINGS)
    if key not in _FITS:
        raise ServiceError(
            "There is no setting {key}: choose one of {known}.", key=key, known=", ".join(_FITS)
        )
    value = _value_of(key, text)
    fits, wanted = _FITS[key]
    if not fits(value):
        raise ServiceError(
            "The setting {key} cannot be {value}: it is {wanted}.",
            key=key,
            value=text,
            wanted=wanted,
        )
    with store.begin() as conn:
        set_setting(conn, key, value)
        if key == "rule_profile":
            rules_of(conn)
    return value


def _value_of(key: str, text: str) -> object:
    if isinstance(DEFAULTS[key], str):
        return one_line(text).strip('"')
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _is_zone(value: object) -> bool:
    try:
        return bool(value) and bool(ZoneInfo(str(value)))
    except (KeyError, ValueError, OSError):
        return False


def _is_band(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(type(one) is int for one in value) and 0 < value[0] < value[1]


def _is_distance(value: object) -> bool:
    return value is None or (type(value) in (int, float) and 0 < float(str(value)) <= 1000)


def _is_tile_address(value: object) -> bool:
    text = str(value)
    is_web = text.startswith(("http://", "https://"))
    return not text or (is_web and all(part in text for part in ("{z}", "{x}", "{y}")))


def _is_threshold(value: object) -> bool:
    return type(value) is int and 2 <= value <= 100


def _is_between(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_metres(value: object) -> bool:
    return type(value) in (int, float) and 0 < float(str(value)) <= 100_000


def _is_list_of_areas(value: object) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 30:
        return False
    fields = [one if isinstance(one, dict) else {} for one in value]
    texts = [[one.get(field) for field in ("key", "name")] for one in fields]
    is_text = all(isinstance(text, str) and _is_seen(text) for both in texts for text in both)
    return is_text and len({both[0] for both in texts}) == len(texts)


def _is_seen(text: str) -> bool:
    return bool(text.strip()) and text == seen_text(text)


_FITS: dict[str, tuple[Callable[[object], bool], str]] = {
    "district_name": (lambda value: len(str(value)) <= 80, "a name of at most 80 characters"),
    "time_zone": (_is_zone, "a time zone such as Asia/Shanghai"),
    "code_scheme": (lambda value: value in SCHEMES, "any, 15, 16 or 20"),
    "snap_m": (_is_distance, "null (never) or a distance in metres up to 1000"),
    "size_band": (_is_band, "two numbers of households such as [300, 500]"),
    # Which ones there are is asked of the rule book in force, in `change_setting`.
    "rule_profile": (bool, "the name of a profile of the rule book"),
    "publication_k": (_is_threshold, "a whole number from 2 to 100"),
    "room_level": (
        lambda value: value in ("county", "street", "community"),
        "county, street or community",
    ),
    "far_m": (_is_metres, "a distance in metres up to 100000"),
    "oversight_areas": (
        _is_list_of_areas,
        'a list such as [{"key": "safety", "name": "安全生产"}]',
    ),
    "retention_days": (
        is_table_of_days,
        'days by rule such as {"case_contacts": 180, "photos": null}',
    ),
    "session_idle_minutes": (_is_between(5, 480), "a whole number of minutes from 5 to 480"),
    "session_hours": (_is_between(1, 72), "a whole number of hours from 1 to 72"),
    "tile_address": (_is_tile_address, "empty or a web address with {z}, {x} and {y} in it"),
}
