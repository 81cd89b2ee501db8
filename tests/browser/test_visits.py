"""Home visits in a real browser: the map, the card of a household, a visit on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Frame

from casework.access import OPERATOR
from data.migrate import migrate
from data.schema import households, visits
from data.store import Store, bump
from service.demonstration import fill_demonstration
from tests.browser.conftest import Opened
from tests.browser.served import Watched, serve, until

PAGE = "/home-visits"
HOSTILE = "<img src=x onerror=\"document.title='taken'\">一号路1号"
# Streamlit asks for these by itself below a page's own address, and finds them at the root.
USUAL = "_stcore"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("visits") / "gege.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=3000, grids=30, cases=200)
    with store.begin() as conn:
        first = conn.scalar(sa.select(sa.func.min(households.c.id)).where(_alone()))
        conn.execute(
            households.update().where(households.c.id == first).values(address=HOSTILE, code="X1")
        )
        bump(conn, "households")
    return path


@pytest.fixture(scope="module")
def town_address(database: Path) -> Iterator[str]:
    with serve(database) as address:
        yield address


def _alone() -> sa.ColumnElement[bool]:
    """Return which households are lived in and share their place with nobody."""
    other = households.alias()
    shared = sa.exists().where(
        other.c.id != households.c.id,
        sa.func.abs(other.c.lon - households.c.lon) < 2e-4,
        sa.func.abs(other.c.lat - households.c.lat) < 2e-4,
    )
    return households.c.is_occupied & households.c.grid_code.is_not(None) & ~shared


def _place(database: Path) -> tuple[float, float]:
    with Store(str(database)).read() as conn:
        wanted = sa.select(households.c.lon, households.c.lat).where(households.c.code == "X1")
        lon, lat = conn.execute(wanted).one()
    return lon, lat


def _count(database: Path) -> int:
    with Store(str(database)).read() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(visits)) or 0


def _ready(frame: Frame) -> None:
    until(frame, "() => document.documentElement.dataset.visits")
    until(frame, "() => gege.state.measure && gege.state.measure.grids")


def _nothing_wrong(seen: Watched) -> bool:
    seen.errors = [one for one in seen.errors if USUAL not in one and "404" not in one]
    seen.failed = [one for one in seen.failed if USUAL not in one]
    return seen.nothing_wrong()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_shows_states_with_counts_units_and_no_household_in_its_payload(
    watch: Opened, town_address: str, scheme: str
) -> None:
    seen = watch(
        town_address,
        locale="en-GB",
        color_scheme=scheme,
        viewport={"width": 1920, "height": 1080},
    )
    frame = seen.open(PAGE)
    assert frame is not None
    _ready(frame)
    until(frame, "() => document.querySelectorAll('.gege-visit-legend li').length === 4")
    said = frame.locator(".gege-legend").inner_text()
    assert "% of occupied households met" in said
    counts = frame.locator(".gege-visit-legend .gege-n").all_inner_texts()
    occupied = frame.locator(".gege-visit-legend h3 small").inner_text()
    total = sum(int(one.replace(",", "")) for one in counts)
    assert f"{total:,} occupied" in occupied
    assert (
        f"of {total:,} occupied households"
        in seen.page.locator("[data-testid=stMain] .gg").all_inner_texts()[1]
    )
    until(
        frame,
        "() => [...document.querySelectorAll('img.leaflet-tile-loaded')]"
        ".some((one) => one.src.includes('/visits/') && one.naturalWidth === 256)",
    )
    assert not any("H000" in str(one) for one in seen.sent)
    assert "H00" not in frame.evaluate("() => JSON.stringify(gege.config)")
    assert _nothing_wrong(seen)


def test_a_click_from_afar_leads_down_and_near_by_opens_the_card_and_records_a_visit(
    watch: Opened, town_address: str, database: Path
) -> None:
    seen = watch(town_address, locale="zh-CN", viewport={"width": 1400, "height": 1000})
    frame = seen.open(PAGE)
    assert frame is not None
    _ready(frame)
    lon, lat = _place(database)
    frame.evaluate("([x, y]) => gege.state.map.setView([y, x], 14, {animate: false})", [lon, lat])
    seen.click_at(lon, lat)
    until(seen.page, "() => location.search.includes('area=')")
    until(frame, "() => gege.config.visits.query.area")
    _ready(frame)
    frame.evaluate("([x, y]) => gege.state.map.setView([y, x], 18, {animate: false})", [lon, lat])
    seen.click_at(lon, lat)
    card = frame.locator(".gege-card[data-state=homes]")
    card.wait_for()
    assert "一号路1号" in card.inner_text()
    assert frame.locator(".gege-card img").count() == 0
    before, mark = _count(database), frame.evaluate("() => document.documentElement.dataset.visits")
    frame.locator(".gege-record").click()
    form = seen.page.get_by_role("dialog")
    form.get_by_role("radio", name="已见面", exact=True).click()
    form.locator("[data-testid=stFormSubmitButton] button").first.click()
    form.wait_for(state="hidden")
    until(frame, "(old) => document.documentElement.dataset.visits !== old", arg=mark)
    assert _count(database) == before + 1
    assert seen.page.title() != "taken"
    assert _nothing_wrong(seen)


def test_on_a_phone_a_visit_is_recorded_from_the_list_with_a_thumb(
    watch: Opened, town_address: str, database: Path
) -> None:
    seen = watch(town_address, viewport={"width": 390, "height": 844}, has_touch=True)
    seen.open(f"{PAGE}?view=list", painted=False)
    table = seen.page.locator("[data-testid=stDataFrame]").first
    table.wait_for()
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    before = _count(database)
    seen.page.touchscreen.tap(box["x"] + 160, box["y"] + 38 * 2.5)
    form = seen.page.get_by_role("dialog")
    form.get_by_role("radio", name="不在家", exact=True).tap()
    form.locator("[data-testid=stFormSubmitButton] button").first.tap()
    form.wait_for(state="hidden")
    seen.page.locator("[data-testid=stAlert]").first.wait_for()
    assert _count(database) == before + 1
    assert _nothing_wrong(seen)
