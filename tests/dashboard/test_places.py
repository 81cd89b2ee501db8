"""The pages of service points and emergencies, and their addresses: the service's own numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR
from data.migrate import migrate
from data.schema import places
from data.store import Store, open_store
from service.clock import now, today
from service.emergency.lines import confirm
from service.emergency.opening import close_emergency, open_emergency
from service.places.keeping import add_place
from service.places.place import NewPlace
from service.places.reach import NearAsk, reach
from tests.dashboard.asgi import ask
from tests.dashboard.town import html_of, run_page
from tests.service.district import rows_of
from tests.service.places_town import town

HOSTILE = "<script>alert(1)</script>"
WHOLE = shapely.box(111.0, 31.0, 111.04, 31.01)


@pytest.fixture
def district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    town(made, tmp_path)
    add_place(OPERATOR, made, NewPlace(HOSTILE, "service", "医疗", lon=111.005, lat=31.005), now())
    yield made


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def get(address: str) -> Answer:
    return Answer(*ask(address))


def _places() -> None:
    from pages import places as page

    page.render()


def _emergency() -> None:
    from pages import emergency as page

    page.render()


def _quiet(at: AppTest) -> None:
    assert not at.exception
    assert not [one.value for one in at.error]


def test_the_page_of_service_points_shows_the_services_numbers(district: Store) -> None:
    found = reach(OPERATOR, district, NearAsk("医疗", far_m=700), today())
    at = run_page(_places, far="700")
    _quiet(at)
    whole = found.whole
    assert f"{int(whole['far_occupied']):,} / {int(whole['occupied']):,}" in html_of(at)
    table = at.dataframe[0].value
    assert table.iloc[:, 3].tolist() == found.frame["far_occupied"].tolist()


def test_a_distance_in_the_address_that_is_none_leaves_the_usual_one(district: Store) -> None:
    for wrong in ("x", "nan", "inf", "-5"):
        _quiet(run_page(_places, far=wrong))
    _quiet(run_page(_places, use="shop", kind="<b>", by="planet"))


def test_a_place_is_added_once_by_its_form(district: Store) -> None:
    at = run_page(_places)
    form = at.session_state["once_places"]
    at.text_input(key=form.key("name")).set_value("新站")
    next(one for one in at.button if one.form_id == form.key("add")).click().run(timeout=60)
    _quiet(at)
    assert rows_of(district, places)["name"].tolist() == [HOSTILE, "新站"]


def test_an_area_from_a_text_is_looked_into_opened_and_shown(district: Store) -> None:
    at = run_page(_emergency)
    _quiet(at)
    at.text_area(key="emergency_text").set_value(WHOLE.wkt).run(timeout=60)
    at.button(key="emergency_take").click().run(timeout=60)
    _quiet(at)
    assert "40" in html_of(at)
    form = at.session_state["once_emergency"]
    at.text_input(key=form.key("name")).set_value(HOSTILE)
    next(one for one in at.button if one.form_id == form.key("open")).click().run(timeout=60)
    _quiet(at)
    shown = html_of(at)
    assert "0 / 40" in shown
    assert "&lt;script&gt;" in shown
    assert HOSTILE not in shown
    assert any(len(one.value) == 3 for one in at.dataframe)


def test_a_text_that_is_no_area_is_said_and_nothing_is_shown(district: Store) -> None:
    at = run_page(_emergency)
    at.text_area(key="emergency_text").set_value("POINT(1 1)").run(timeout=60)
    at.button(key="emergency_take").click().run(timeout=60)
    assert not at.exception
    assert len(at.error) == 1


def test_a_closed_emergency_shows_its_totals(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, now())
    confirm(OPERATOR, district, code, "H001", "confirmed", now())
    close_emergency(OPERATOR, district, code, now())
    at = run_page(_emergency, emergency=code)
    _quiet(at)
    assert "1 / 40" in html_of(at)


def test_addresses_answer_layers_places_and_tiles(district: Store) -> None:
    layer = get("/gege/layers/far.json?kind=%E5%8C%BB%E7%96%97&far=700&lang=en")
    assert layer.status == 200
    found = reach(OPERATOR, district, NearAsk("医疗", far_m=700), today(), "grid").frame
    values = [round(one * 100, 1) for one in found["share_occupied"]]
    assert layer.json()["values"] == values
    told = get("/gege/places.json?kind=%E5%8C%BB%E7%96%97&far=700").json()
    assert [one[1] for one in told["places"]] == [HOSTILE]
    tile = f"/gege/far/{told['mark']}/12/3311/1676.png?far=700"
    assert get(tile).status == 200
    for wrong in ("far=0", "far=x", "use=shop", "far=1e9", "area=nowhere"):
        assert get(f"/gege/layers/far.json?{wrong}").status == 400


def test_addresses_answer_how_far_an_emergency_is_and_its_sheet(district: Store) -> None:
    code = open_emergency(OPERATOR, district, HOSTILE, WHOLE, now())
    told = get(f"/gege/emergency.json?code={code}").json()
    assert (told["totals"]["open"], told["is_open"]) == (40, True)
    confirm(OPERATOR, district, code, "H001", "confirmed", now())
    after = get(f"/gege/emergency.json?code={code}").json()
    assert after["reached"] == 1
    assert after["mark"] != told["mark"]
    tile = f"/gege/emergency/{code}/{after['mark']}/12/3311/1676.png"
    assert "immutable" in get(tile).headers["cache-control"]
    assert get(f"/gege/layers/emergency.json?code={code}").json()["values"][0] == 10.0
    sheet = get(f"/gege/emergency-sheet/{code}?save=1")
    assert "default-src 'none'" in sheet.headers["content-security-policy"]
    assert "attachment" in sheet.headers["content-disposition"]
    assert get("/gege/emergency.json?code=none").status == 400
