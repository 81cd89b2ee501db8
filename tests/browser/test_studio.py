"""The studio in a real browser: clicks repaint at once, none is lost, the view stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Frame

from casework.access import OPERATOR
from data.migrate import migrate
from data.schema import orders, postings
from data.store import Store
from service.clock import today
from service.demonstration import fill_demonstration
from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import Address, Watched, serve, until

READY = "() => Boolean(gege.studio.base && gege.studio.frame && gege.studio.told)"
VIEW = "() => [gege.state.map.getZoom(), gege.state.map.getCenter().lat, gege.studio.mount]"
SETTLED = (
    "() => gege.studio.acts.length === 0 && Number(document.documentElement.dataset.studioAck)"
)
HOLDER = """(code) => {
    const row = gege.state.grids.find((one) => one.code === code).row;
    const holder = gege.studio.holder(row);
    return holder < 0 ? null : gege.studio.base.workers[holder][0];
}"""
# The colour drawn beside a grid's middle, where no name stands.
PIXEL = """(code) => {
    const { map, gridSheet } = gege.state;
    const grid = gege.state.grids.find((one) => one.code === code);
    const scale = 256 * Math.pow(2, map.getZoom());
    const origin = map.getPixelOrigin().add(gridSheet._bounds.min);
    const x = grid.label[0] * scale - origin.x - 30;
    const y = grid.label[1] * scale - origin.y - 40;
    const ratio = gridSheet._ratio;
    return [...gridSheet._context.getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3)];
}"""
MIDDLES = """() => gege.state.grids.filter(
    (one) => gege.gridAt(gege.state.grids, ...one.label) === one
).map((one) => {
    const latlng = L.latLng(gege.latitude(one.label[1]), (one.label[0] - 0.5) * 360);
    const { x, y } = gege.state.map.latLngToContainerPoint(latlng);
    return { code: one.code, x, y };
}).filter(({ x, y }) => document.elementFromPoint(x, y).closest(".gege-panel") === null)"""
SEES = "/who-covers?lang=en#map=15.5/31.00800/111.01000&show=g"


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Store]]:
    path: Path = tmp_path_factory.mktemp("studio") / "gege.db"
    store = district.hand_made(path)
    with serve(path) as address:
        yield address, store


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    path: Path = tmp_path_factory.mktemp("many") / "gege.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=900, grids=40, cases=100)
    with serve(path) as address:
        yield address


def _opened(watch: Opened, address: str, path: str = SEES) -> tuple[Watched, Frame]:
    seen = watch(address, locale="en-GB", viewport={"width": 1500, "height": 900})
    frame = seen.open(path)
    assert frame is not None
    until(frame, READY)
    seen.page.locator(".bar").first.wait_for()
    return seen, frame


def _click(seen: Watched, number: int) -> None:
    seen.click_at(*district.centre(number))


def _settled(seen: Watched, frame: Frame) -> None:
    until(frame, SETTLED, timeout=60_000)
    seen.page.wait_for_timeout(300)


def _box(seen: Watched) -> dict[str, float]:
    box = seen.page.locator("iframe[src*='streamlit_folium']").bounding_box()
    assert box is not None
    return dict(box)


def _nothing_left(seen: Watched) -> bool:
    """Return True when no request left; a page opened by its address looks for its server there."""
    assert seen.outside == []
    assert [one for one in seen.failed if "/_stcore/" not in one] == []
    assert [one for one in seen.errors if "404" not in one] == []
    return True


def _paint_with(frame: Frame, worker: str) -> None:
    frame.locator("[data-tool=paint]").click()
    frame.locator(f".gege-pick[data-worker='{worker}']").click()


def test_twenty_quick_clicks_lose_none_and_keep_frame_and_view(watch: Opened, many: str) -> None:
    seen, frame = _opened(watch, many, "/who-covers?lang=en#show=g")
    frame.locator("[data-tool=paint]").click()
    worker = frame.evaluate("() => gege.studio.base.workers[0][0]")
    frame.locator(f".gege-pick[data-worker='{worker}']").click()
    view = frame.evaluate(VIEW)
    frame.evaluate("() => { window.sameFrame = 1; }")
    places = frame.evaluate(MIDDLES)[:20]
    assert len(places) == 20
    box = _box(seen)
    for place in places:
        seen.page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    # Seen at once, whatever Python has heard by now.
    assert {frame.evaluate(HOLDER, place["code"]) for place in places} == {worker}
    _settled(seen, frame)
    assert {frame.evaluate(HOLDER, place["code"]) for place in places} == {worker}
    changed = frame.evaluate("() => gege.studio.told.changes.length / 2")
    assert changed == frame.evaluate("() => gege.studio.moved.size") >= 18
    seen.page.get_by_text(f"{changed} grids changed").wait_for()
    assert frame.evaluate(VIEW) == view
    assert frame.evaluate("() => window.sameFrame") == 1
    assert _nothing_left(seen)


def test_a_click_recolours_the_grid_and_undo_gives_the_colour_back(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen, frame = _opened(watch, town[0])
    was = frame.evaluate(PIXEL, district.CODES[1])
    _paint_with(frame, "W0")
    painted = frame.evaluate("() => Number(document.documentElement.dataset.grids)")
    _click(seen, 1)
    until(frame, "(was) => Number(document.documentElement.dataset.grids) > was", arg=painted)
    now = frame.evaluate(PIXEL, district.CODES[1])
    assert now != was
    assert now == pytest.approx(frame.evaluate(PIXEL, district.CODES[0]), abs=3)
    _settled(seen, frame)
    seen.page.keyboard.press("Control+z")
    until(frame, f"() => ({HOLDER})('{district.CODES[1]}') === 'W1'")
    seen.page.wait_for_timeout(300)
    assert frame.evaluate(PIXEL, district.CODES[1]) == was
    seen.page.keyboard.press("Control+y")
    until(frame, f"() => ({HOLDER})('{district.CODES[1]}') === 'W0'")


def test_an_answer_older_than_a_click_does_not_take_the_click_back(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen, frame = _opened(watch, town[0])
    _paint_with(frame, "W0")
    frame.evaluate("() => { window.old = gege.config; }")
    _click(seen, 1)
    frame.evaluate("() => gege.studio.take(window.old)")
    assert frame.evaluate(HOLDER, district.CODES[1]) == "W0"
    _settled(seen, frame)
    assert frame.evaluate(HOLDER, district.CODES[1]) == "W0"


def test_box_and_lasso_select_and_the_selection_is_given(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen, frame = _opened(watch, town[0])
    box, mouse = _box(seen), seen.page.mouse
    middles = {one["code"]: one for one in frame.evaluate(MIDDLES)}
    first, last = (middles[district.CODES[number]] for number in (1, 3))

    def at(place: dict[str, float], right: float, down: float) -> tuple[float, float]:
        return box["x"] + place["x"] + right, box["y"] + place["y"] + down

    # A box with Shift held, from above the north-eastern grid to below the south-eastern.
    seen.page.keyboard.down("Shift")
    mouse.move(*at(last, -40, -40))
    mouse.down()
    mouse.move(*at(first, 40, 40), steps=5)
    mouse.up()
    seen.page.keyboard.up("Shift")
    selected = "() => [...gege.studio.selected].sort()"
    assert frame.evaluate(selected) == [district.CODES[1], district.CODES[3]]
    # A drag that begins or ends beside the map marks no words as chosen for copying.
    assert frame.evaluate("() => getSelection().toString()") == ""
    frame.locator("[data-tool=clear_selection]").click()
    frame.locator("[data-tool=lasso]").click()
    mouse.move(*at(last, -30, -30))
    mouse.down()
    for right, down in ((30, -30), (30, 30), (-30, 30)):
        mouse.move(*at(last, right, down), steps=4)
    mouse.up()
    assert frame.evaluate(selected) == [district.CODES[3]]
    frame.locator(".gege-pick[data-worker='W2']").click()
    _settled(seen, frame)
    assert frame.evaluate(HOLDER, district.CODES[3]) == "W2"
    assert frame.evaluate(selected) == []


def test_a_locked_grid_refuses_and_says_so(watch: Opened, town: tuple[Address, Store]) -> None:
    seen, frame = _opened(watch, town[0])
    _click(seen, 1)
    frame.locator("[data-tool=lock_selected]").click()
    _settled(seen, frame)
    _paint_with(frame, "W0")
    _click(seen, 1)
    said = frame.locator(".gege-said")
    said.wait_for()
    assert "locked" in said.inner_text()
    assert frame.evaluate(HOLDER, district.CODES[1]) == "W1"
    assert frame.evaluate("() => gege.studio.acts.length") == 0


def test_an_approved_plan_is_in_the_postings_and_the_past_is_as_it_was(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    address, store = town
    seen, frame = _opened(watch, address)
    _paint_with(frame, "W0")
    _click(seen, 3)
    _settled(seen, frame)
    page = seen.page
    page.get_by_role("radio", name="Approve").or_(
        page.locator("[data-testid=stButtonGroup] button", has_text="Approve")
    ).first.click()
    for label, text in (
        ("Order number", "示〔2026〕9号"),
        ("Approved by", "王"),
        ("Reason", "空缺"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    page.wait_for_timeout(800)
    page.locator("[data-testid=stButton] button", has_text="Approve").click()
    page.get_by_text("is in force").wait_for(timeout=60_000)
    with store.read() as conn:
        given = conn.execute(
            sa.select(postings).where(postings.c.grid_code == district.CODES[3])
        ).all()
        assert conn.scalar(sa.select(orders.c.order_no)) == "示〔2026〕9号"
        before = conn.execute(
            sa.select(postings).where(postings.c.grid_code != district.CODES[3])
        ).all()
    assert [(one.worker_code, one.since) for one in given] == [("W0", today())]
    assert {one.until for one in before} == {None}
    until(frame, "() => gege.studio.told.changes.length === 0")
    assert frame.evaluate(HOLDER, district.CODES[3]) == "W0"
    assert _nothing_left(seen)


def test_peoples_text_stays_text(watch: Opened, hostile_address: str) -> None:
    seen, frame = _opened(watch, hostile_address, "/who-covers?lang=en#show=g")
    frame.locator("[data-tool=paint]").click()
    frame.locator(".gege-pick").nth(1).click()
    worker = frame.locator(".gege-pick").nth(1).get_attribute("data-worker")
    place = next(
        one for one in frame.evaluate(MIDDLES) if frame.evaluate(HOLDER, one["code"]) != worker
    )
    box = _box(seen)
    seen.page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    _settled(seen, frame)
    for part in range(7):
        seen.page.locator("[data-testid=stButtonGroup] button").nth(part).click()
        seen.page.wait_for_timeout(700)
    assert frame.evaluate("() => window.hacked") is None
    assert seen.page.evaluate("() => window.hacked") is None
    assert seen.outside == []
