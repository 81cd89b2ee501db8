"""The overview's page: the address alone holds the choice, and one figure is said everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from casework.access import DEMONSTRATION_COORDINATOR, OPERATOR
from casework.period import Period
from data.migrate import migrate
from data.schema import cases, grids, org_units
from data.store import Store, bump, open_store
from service.clock import now
from service.demonstration import fill_demonstration
from service.figures import figure_rows
from service.overview.glance import CARDS, overview
from tests.dashboard.asgi import ask
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.matters import LITTER, matter

NOW = datetime(2026, 6, 16, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 16)
STREET = "990101001"


def _page() -> None:
    from pages import overview as page

    page.render()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overview") / "district.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=600, grids=40, cases=500)
    return path


@pytest.fixture
def store(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give the district, at a moment that stands still behind every door."""
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{database}")
    for door in (
        "pages.overview",
        "routes.overview_slide",
        "routes.figures_api",
        "commands.overview",
    ):
        monkeypatch.setattr(f"{door}.now", lambda: NOW)
    monkeypatch.setattr("routes.parameters.today", lambda: TODAY)
    monkeypatch.setattr("commands.overview.day_of", lambda *_: TODAY)
    yield open_store()


def _cards(at: AppTest) -> dict[str, str]:
    """Return what each card says, by the figure it opens."""
    body = html_of(at)
    cards = re.findall(r'<section class="card.*?</section>', body, re.S)
    return {
        re.findall(r"figure=(\w+)", card)[0]: re.findall(r'<p class="number"><b>([^<]*)</b>', card)[
            0
        ]
        for card in cards
    }


def _asked(period: str, area: str | None) -> dict[str, str]:
    return {"period": period} | ({"area": area} if area else {})


@pytest.mark.parametrize("area", [None, STREET])
@pytest.mark.parametrize("period", ["2026-06", "2026-04"])
def test_page_slide_api_command_and_export_say_one_figure(
    store: Store, period: str, area: str | None, tmp_path: Path
) -> None:
    import manage

    asked = _asked(period, area)
    shown = overview(OPERATOR, store, Period.parse(period), area, NOW)
    expected = {key: one.now.value for key, one in shown.cards.items()}
    assert set(expected) == set(CARDS)
    assert _cards(run_page(_page, **asked)) == expected

    query = "&".join(f"{name}={value}" for name, value in asked.items())
    status, _headers, body = ask(f"/gege/slides/overview.html?{query}")
    assert status == 200
    assert dict(re.findall(r'<b data-figure="(\w+)">([^<]*)</b>', body.decode())) == expected

    status, _headers, body = ask(f"/gege/figures.json?keys={','.join(CARDS)}&{query}")
    assert status == 200
    assert {one["key"]: one["value"] for one in json.loads(body)["figures"]} == expected

    said = [part for name, value in asked.items() for part in (f"--{name}", value)]
    told = CliRunner().invoke(manage.app, ["overview", "--json", *said])
    cards = json.loads(told.output)["cards"]
    assert {card["key"]: card["figure"]["value"] for card in cards} == expected
    out = tmp_path / "slide.html"
    told = CliRunner().invoke(manage.app, ["overview", "--out", str(out), *said])
    assert dict(re.findall(r'<b data-figure="(\w+)">([^<]*)</b>', out.read_text())) == expected

    for key, one in shown.cards.items():
        rows = figure_rows(
            OPERATOR, store, key, "numerator", shown.period.first, shown.period.last, NOW, area
        )
        assert len(rows) == one.now.n, key


def test_the_table_and_the_sentences_are_those_of_the_service(store: Store) -> None:
    shown = overview(DEMONSTRATION_COORDINATOR, store, Period.parse("2026-06"), None, NOW)
    at = run_page(_page)
    table = at.dataframe[0].value
    assert list(table.iloc[:, 0]) == [one.step.name for one in shown.places]
    assert list(table.iloc[:, 1]) == [one.figures["overdue_now"].n for one in shown.places]
    assert f"Due within 24 hours: {shown.cards['due_soon'].now.n}." in html_of(at)


def _click(at: AppTest, grid: str, seq: int) -> AppTest:
    at.session_state["overview_map"] = {"clicked_grid": grid, "seq": seq}
    at.run()
    assert not at.exception and refusals(at) == []
    return at


def _area(at: AppTest) -> str | None:
    found = at.query_params.get("area")
    return found[0] if isinstance(found, list) else found


def _path(at: AppTest) -> list[str]:
    return [one.label.removesuffix(" ›") for one in at.button if one.label.endswith(" ›")]


def test_clicks_lead_down_to_the_grid_and_the_path_leads_back(store: Store) -> None:
    grid = "990101001001001"
    at = run_page(_page)
    ways = []
    for seq in (1, 2, 3):
        _click(at, grid, seq)
        ways.append(_area(at))
    assert ways == [STREET, f"{STREET}001", grid]
    assert len(_path(at)) == 3
    assert "Who answers here" in html_of(at)
    next(one for one in at.button if one.key == "area_choice_1").click().run()
    assert _area(at) == STREET
    next(one for one in at.button if one.key == "area_choice_0").click().run()
    assert _area(at) is None


def test_one_click_leads_one_step_however_often_the_page_runs(store: Store) -> None:
    at = _click(run_page(_page), "990101001001001", 1)
    at.run()
    at.run()
    assert _area(at) == STREET


def test_an_address_lands_where_it_was_taken(store: Store) -> None:
    at = run_page(_page, area=f"{STREET}001", period="2026-04")
    assert len(_path(at)) == 2
    expected = overview(OPERATOR, store, Period.parse("2026-04"), f"{STREET}001", NOW)
    assert _cards(at) == {key: one.now.value for key, one in expected.cards.items()}


def test_what_the_list_below_offers_leads_down(store: Store) -> None:
    at = run_page(_page)
    at.selectbox(key="area_choice_down").set_value(STREET).run()
    assert _area(at) == STREET


@pytest.mark.parametrize(
    "asked",
    [
        {"area": "X"},
        {"area": HOSTILE},
        {"period": "soon"},
        {"period": "2027-01"},
        {"period": HOSTILE},
        {"period": "0000-01"},
    ],
)
def test_nonsense_in_the_address_is_said_and_left(store: Store, asked: dict[str, str]) -> None:
    at = run_page(_page, **asked)
    assert len(at.warning) == 1
    assert _cards(at) == _cards(run_page(_page))
    assert "<img src=x" not in html_of(at)


def test_the_choice_of_a_period_stands_in_the_address(store: Store) -> None:
    at = run_page(_page)
    at.selectbox(key="overview_one").set_value("2026-04").run()
    assert at.query_params["period"] in ("2026-04", ["2026-04"])
    at.selectbox(key="overview_kind").set_value("quarter").run()
    assert at.query_params["period"] in ("2026-Q2", ["2026-Q2"])
    at.selectbox(key="overview_kind").set_value("days").run()
    first = TODAY - timedelta(days=6)
    assert at.query_params["period"] in (f"{first}..{TODAY}", [f"{first}..{TODAY}"])
    at.selectbox(key="overview_kind").set_value("month").run()
    assert "period" not in at.query_params


def test_every_card_opens_its_cases_and_says_its_formula(store: Store) -> None:
    at = run_page(_page, area=STREET, period="2026-04")
    body = html_of(at)
    for key, one in overview(OPERATOR, store, Period.parse("2026-04"), STREET, NOW).cards.items():
        asked = f"figure-registry?figure={key}&amp;period=2026-04&amp;area={STREET}"
        assert f"{asked}&amp;rows=denominator" in body
        assert str(one.now.formula).replace(">", "&gt;") in body


def test_a_slide_is_refused_with_a_sentence(store: Store) -> None:
    for query in ("area=X", "period=soon"):
        status, headers, body = ask(f"/gege/slides/overview.html?{query}")
        assert status == 400
        assert json.loads(body)["error"]
    status, headers, _body = ask("/gege/slides/overview.html")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]


def test_an_empty_district_is_said_without_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(open_store())
    at = run_page(_page)
    assert "Nothing is overdue." in html_of(at)
    assert len(at.info) == 1


def test_text_of_people_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with town_behind_pages(tmp_path, monkeypatch) as town:
        code = matter(town, category=LITTER, now=now() - timedelta(days=40))
        with town.begin() as conn:
            conn.execute(cases.update().values(category=HOSTILE))
            conn.execute(grids.update().values(name=HOSTILE))
            conn.execute(org_units.update().values(name=HOSTILE))
            bump(conn, "cases", "grids")
        at = run_page(_page, area="G1")
    body = html_of(at)
    assert code in body and "&lt;img" in body
    assert "<img src=x" not in body and "<script" not in body
