"""The heat page: the address alone holds the choice, layers by address, hostile text stays text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
import sqlalchemy as sa

from casework.access import DEMONSTRATION_COORDINATOR, OPERATOR
from casework.period import Period
from dashboard.heat_page_files import made, picture_query, table_of
from dashboard.layer_asks import Looked
from dashboard.layer_choice import FIGURES, WAYS, LayerChoice
from data.migrate import migrate
from data.schema import cases, grids
from data.store import Store, bump, open_store
from service.demonstration import fill_demonstration
from service.hot_spots.finding import hot_spots
from service.map_choropleth import choropleth
from service.map_view import MapData
from tests.dashboard.asgi import ask
from tests.dashboard.town import HOSTILE, html_of, run_page

THEN = datetime(2026, 6, 20, 4, 0, tzinfo=UTC)
MAY = Period.parse("2026-05")


def _page() -> None:
    from pages import heat as page

    page.render()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("heat") / "district.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, THEN, households=3000, grids=40, cases=900)
    with store.begin() as conn:
        conn.execute(cases.update().where(cases.c.id % 9 == 0).values(category=HOSTILE))
        conn.execute(grids.update().where(grids.c.id == 1).values(name="=1+1"))
        bump(conn, "cases", "grids")
    return path


@pytest.fixture
def store(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give the district, at a moment that stands still behind every door."""
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{database}")
    for door in ("pages.heat", "routes.figure_layers"):
        monkeypatch.setattr(f"{door}.now", lambda: THEN)
    monkeypatch.setattr("routes.parameters.today", lambda: THEN.date())
    yield open_store()


def _looked(way: str, **said: object) -> Looked:
    chosen: dict[str, object] = {
        "way": way,
        "what": "new",
        "figure": "closed_on_time",
        "category": None,
        "scheme": "natural",
        "is_smoothed": True,
    }
    return Looked(LayerChoice(**(chosen | said)), MAY, None, "Asia/Shanghai")  # type: ignore[arg-type]


def _json(address: str) -> dict[str, object]:
    status, headers, body = ask(f"/gege/{address}")
    assert status == 200, body
    assert headers["cache-control"] == "private, no-cache"
    return json.loads(body)


@pytest.mark.parametrize("what", FIGURES)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_looking_at_everything_has_a_page(store: Store, way: str, what: str) -> None:
    at = run_page(_page, way=way, what=what, period="2026-05")
    assert not at.exception
    assert "How to read it" in html_of(at)


def test_what_the_address_says_is_what_is_chosen(store: Store) -> None:
    at = run_page(_page, way="rate", what="overdue", smoothed="0", scheme="natural")
    chosen = {one.key: one.value for one in at.get("button_group")}
    assert chosen["heat_way"] == "rate"
    assert chosen["heat_what"] == "overdue"
    assert chosen["heat_smoothed"] == "0"
    assert at.selectbox(key="heat_scheme").value == "natural"


def test_what_the_address_cannot_mean_is_left(store: Store) -> None:
    at = run_page(_page, way=HOSTILE, what="everyone", category="nothing like it", scheme="1")
    chosen = {one.key: one.value for one in at.get("button_group")}
    assert (chosen["heat_way"], chosen["heat_what"]) == ("surface", "new")
    assert at.selectbox(key="heat_category").value == ""


@pytest.mark.parametrize("way", ["classes", "rate"])
def test_the_layer_by_address_tells_what_the_act_tells(store: Store, way: str) -> None:
    looked = _looked(way)
    address = {"classes": "layers/figure.json", "rate": "layers/rate.json"}[way]
    answer = _json(f"{address}?{looked.query}&lang=en&measure=shown")
    layer = choropleth(DEMONSTRATION_COORDINATOR, store, looked.choropleth, THEN)
    assert answer["measure"] == "shown"
    assert answer["title"] == str(layer.title)
    assert answer["unit"] == str(layer.unit)
    assert answer["of"] == layer.of.tolist()
    assert answer["says"] == [None if one is None else str(one) for one in layer.says]
    assert [one["grids"] for one in answer["classes"]] == [one.grids for one in layer.classes]


def test_hot_spots_by_address_are_those_of_the_act_twice_the_same(store: Store) -> None:
    looked = _looked("spots")
    answer = _json(f"layers/spots.json?{looked.query}&lang=en")
    found = hot_spots(DEMONSTRATION_COORDINATOR, store, looked.spots, THEN)
    assert answer["kind"] == "named"
    labels = [one["label"] for one in answer["classes"]]
    hot = [labels[of].startswith("Hot") if of >= 0 else False for of in answer["of"]]
    assert hot == found.is_hot.tolist()
    assert answer == _json(f"layers/spots.json?{looked.query}&lang=en")


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("layers/figure.json?figure=worst", "There is no figure worst"),
        ("layers/figure.json?figure=closed&smoothed=1", "is not a count"),
        ("layers/figure.json?smoothed=perhaps", "smoothed"),
        ("layers/figure.json?scheme=pretty", "scheme"),
        ("layers/figure.json?area=1", "area"),
        ("layers/rate.json?period=2026-13", "2026-W40"),
        ("layers/spots.json?what=everything", "what"),
        ("layers/spots.json?statistic=guess", "statistic"),
    ],
)
def test_a_question_that_cannot_be_answered_is_answered_with_a_sentence(
    store: Store, address: str, word: str
) -> None:
    status, headers, body = ask(f"/gege/{address}")
    assert status == 400
    assert headers["cache-control"] == "private, no-store"
    assert word in json.loads(body)["error"]


def test_a_category_of_hostile_text_is_asked_for_like_any_other(store: Store) -> None:
    answer = _json(f"layers/figure.json?figure=reported&period=2026&category={quote(HOSTILE)}")
    assert sum(value or 0 for value in answer["values"]) > 0
    at = run_page(_page, way="classes", category=HOSTILE)
    assert at.selectbox(key="heat_category").value == HOSTILE
    assert "<script>" not in html_of(at)


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_is_asked_for_with_what_the_map_is_asked_for(way: str) -> None:
    looked = _looked(way, category="a&b=c")
    said = parse_qs(picture_query(looked))
    assert said["category"] == ["a&b=c"]
    if way != "surface":
        assert {name: of[0] for name, of in parse_qs(looked.query).items()}.items() <= {
            name: of[0] for name, of in said.items()
        }.items()


@pytest.mark.parametrize("is_for_outside", [False, True])
@pytest.mark.parametrize("way", ["classes", "rate", "spots"])
def test_files_hold_the_table_and_no_formula(store: Store, way: str, is_for_outside: bool) -> None:
    table = table_of(
        DEMONSTRATION_COORDINATOR, store, _looked(way), THEN, is_for_outside=is_for_outside
    )()
    layer = MapData.of(store).grids(THEN.date())
    text = made(table, layer, ".csv", "en").decode("utf-8-sig")
    assert len(text.splitlines()) == len(table.frame) + 1
    assert ",=1+1" not in text
    shapes = json.loads(made(table, layer, ".geojson", "zh"))
    assert len(shapes["features"]) == 40
    assert made(table, layer, ".xlsx", "zh")[:2] == b"PK"
    assert bool(table.told_hidden) == is_for_outside


def test_nothing_apart_from_chance_is_said_as_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "calm.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, THEN, households=3000, grids=40, cases=300)
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{path}")
    monkeypatch.setattr("pages.heat.now", lambda: THEN)
    of_each_grid = sa.select(sa.func.min(cases.c.id)).group_by(cases.c.grid_code)
    with store.begin() as conn:
        # One case in every grid: as even as it can be.
        kept = conn.scalars(of_each_grid).all()
        conn.execute(cases.update().values(reported_at=THEN - timedelta(days=400)))
        of_kept = cases.update().where(cases.c.id.in_(kept))
        conn.execute(of_kept.values(reported_at=THEN - timedelta(days=1)))
        bump(conn, "cases")
    said = html_of(run_page(_page, way="spots"))
    assert "Nowhere: no grid stands out" in said
