"""Settings: each value is checked, nobody without the right changes one, acts obey them."""

from __future__ import annotations

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from service.errors import ServiceError
from service.settings import change_setting, settings_now
from tests.service.district import bring

TILES = "http://tiles.intranet/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    "key, text, kept",
    [
        ("snap_m", "25", 25),
        ("snap_m", "null", None),
        ("code_scheme", "20", "20"),
        ("size_band", "[250, 450]", [250, 450]),
        ("tile_address", TILES, TILES),
        ("time_zone", "Asia/Urumqi", "Asia/Urumqi"),
        ("district_name", "示例区", "示例区"),
        ("district_name", "\ud800示例\x0b\u202e 区\ufffe", "示例 区"),
    ],
)
def test_a_fitting_value_is_kept(store, key, text, kept):
    change_setting(OPERATOR, store, key, text)
    assert settings_now(OPERATOR, store)[key] == kept


@pytest.mark.parametrize(
    "key, text",
    [
        ("snap_m", "-1"), ("snap_m", "true"), ("snap_m", "far"), ("code_scheme", "17"),
        ("size_band", "[500, 300]"), ("size_band", "300"), ("tile_address", "javascript:{z}{x}{y}"),
        ("tile_address", "http://host/tiles.png"), ("time_zone", "Beijing"), ("colour", "red"),
        ("oversight_areas", '[{"key": "a", "name": "\\ud800"}]'),
    ],
)  # fmt: skip
def test_another_value_is_refused_and_nothing_changes(store, key, text):
    before = settings_now(OPERATOR, store)
    with pytest.raises(ServiceError):
        change_setting(OPERATOR, store, key, text)
    assert settings_now(OPERATOR, store) == before


def test_only_an_administrator_changes_settings(store):
    with pytest.raises(CaseworkError):
        change_setting(Viewer("某人", Role.COORDINATOR), store, "snap_m", "5")


def test_the_code_scheme_of_the_district_is_obeyed(store, grid_file):
    change_setting(OPERATOR, store, "code_scheme", "any")
    path = grid_file(("甲", 120.0, 30.0, 120.01, 30.01))
    assert bring(store, "grids", path, code_scheme=None)["added"] == 1
