"""Two maps that move together, and time played back, in the real browser, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from casework.access import OPERATOR
from data.migrate import migrate
from data.store import Store
from service.demonstration import fill_demonstration
from tests.browser.conftest import Opened
from tests.browser.served import PAINTED, Watched, serve, until

PAGE = "/then-and-now"
SIDES = ("first", "second")
VIEW = "() => { const m = gege.state.map, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }"
# Whatever is moved counts: a map that is set to where it stands already tells so as well.
COUNT = "() => { window.moves = 0; gege.state.map.on('move', () => window.moves++); }"


@pytest.fixture(scope="module")
def town_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("then") / "gege.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=1_200, grids=24, cases=1_200)
    with serve(path) as address:
        yield address


def maps(seen: Watched, number: int) -> list[Frame]:
    """Return the frames of the maps once each is painted."""
    wanted = "iframe[src*='streamlit_folium']"
    until(
        seen.page,
        f'() => document.querySelectorAll("{wanted}").length === {number}',
        timeout=60_000,
    )
    frames = [one.content_frame() for one in seen.page.query_selector_all(wanted)]
    for frame in frames:
        assert frame is not None
        until(frame, PAINTED, timeout=60_000)
    return [frame for frame in frames if frame is not None]


def unharmed(seen: Watched) -> bool:
    assert seen.outside == []
    assert [one for one in seen.failed if "/_stcore/" not in one] == []
    assert [one for one in seen.errors if "status of 404" not in one] == []
    return True


def drag(seen: Watched, frame: Frame, by: tuple[int, int]) -> None:
    box = frame.frame_element().bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = seen.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in (0.25, 0.5, 0.75, 1.0):
        mouse.move(x + by[0] * part, y + by[1] * part)
        seen.page.wait_for_timeout(40)
    mouse.up()


def test_the_map_that_is_moved_leads_and_the_other_follows_without_an_echo(
    watch: Opened, town_address: str
) -> None:
    seen = watch(town_address, viewport={"width": 1600, "height": 1000})
    seen.page.goto(town_address + PAGE)
    first, second = maps(seen, 2)
    seen.page.wait_for_timeout(1500)
    sent = len(seen.sent)
    for leader, follower in ((first, second), (second, first)):
        before = follower.evaluate(VIEW)
        for frame in (first, second):
            frame.evaluate(COUNT)
        drag(seen, leader, (120, 60))
        seen.page.wait_for_timeout(1000)
        view = leader.evaluate(VIEW)
        assert view != pytest.approx(before, abs=1e-6)
        assert follower.evaluate(VIEW) == pytest.approx(view, abs=1e-9)
        counts = [frame.evaluate("() => window.moves") for frame in (first, second)]
        seen.page.wait_for_timeout(700)
        # Nobody goes on moving: neither tells the other what it was told by it.
        assert [frame.evaluate("() => window.moves") for frame in (first, second)] == counts
    first.evaluate("() => gege.state.map.getContainer().dispatchEvent(new Event('pointerdown'))")
    first.evaluate("() => gege.state.map.setZoom(gege.state.map.getZoom() + 1, {animate: false})")
    until(second, f"(zoom) => ({VIEW})()[2] === zoom", arg=first.evaluate(VIEW)[2], timeout=60_000)
    # The page itself was told nothing of all this.
    assert len(seen.sent) == sent
    assert unharmed(seen)


def test_the_grid_under_the_mouse_is_shown_on_both_maps(watch: Opened, town_address: str) -> None:
    seen = watch(town_address, viewport={"width": 1600, "height": 1000})
    seen.page.goto(town_address + PAGE)
    first, second = maps(seen, 2)
    box = first.frame_element().bounding_box()
    assert box is not None
    seen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2)
    until(first, "() => gege.state.hovered", timeout=60_000)
    until(
        second,
        "(code) => gege.state.hovered === code",
        arg=first.evaluate("() => gege.state.hovered"),
    )
    assert second.evaluate("() => !gege.state.hint.hidden && gege.state.hint.textContent")
    assert unharmed(seen)


def test_time_is_played_by_the_browser_alone_with_the_same_classes_throughout(
    watch: Opened, town_address: str
) -> None:
    seen = watch(town_address, locale="en-GB", viewport={"width": 1600, "height": 1000})
    seen.page.goto(town_address + PAGE + "?view=play")
    (frame,) = maps(seen, 1)
    until(frame, "() => document.documentElement.dataset.frame")
    seen.page.wait_for_timeout(1500)
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    sent = len(seen.sent)
    colours = "() => JSON.stringify(gege.state.measure.classes.map((c) => [c.low, c.colour]))"
    classes = frame.evaluate(colours)
    frames = frame.evaluate("() => gege.state.measure.frames.length")
    frame.locator(".gege-play select").select_option("3")
    frame.locator(".gege-play-start").click()
    shown = set()
    for _number in range(200):
        shown.add(frame.evaluate("() => document.documentElement.dataset.frame"))
        assert frame.evaluate(colours) == classes
        if len(shown) == frames:
            break
        seen.page.wait_for_timeout(60)
    assert len(shown) == frames > 6
    until(frame, "() => !document.documentElement.dataset.playing", timeout=60_000)
    last = frame.evaluate("() => document.documentElement.dataset.frame")
    seen.page.keyboard.press("ArrowLeft")
    until(frame, "(key) => document.documentElement.dataset.frame !== key", arg=last)
    assert [url for url in asked if "/gege/layers" in url or "/gege/measures" in url] == []
    assert len(seen.sent) == sent
    # The numbers of a frame are those of the grids in it.
    told = frame.evaluate(
        "() => { const f = gege.state.measure.frames.at(-1);"
        " return [f.total, f.values.reduce((a, b) => a + b, 0) + f.totals.unplaced]; }"
    )
    assert told[0] == told[1]
    assert unharmed(seen)


def test_the_legend_of_the_difference_says_units_and_the_rule_about_chance(
    watch: Opened, town_address: str
) -> None:
    seen = watch(town_address, locale="en-GB", viewport={"width": 1600, "height": 1000})
    seen.page.goto(town_address + PAGE + "?view=difference&all=1")
    (frame,) = maps(seen, 1)
    until(frame, "() => gege.state.measure")
    legend = frame.evaluate("() => gege.state.legend.textContent")
    assert "cases in a grid" in legend
    assert "Beyond chance:" in legend and "Benjamini-Hochberg" in legend
    assert "no change" in legend
    assert unharmed(seen)


def test_a_phone_shows_one_map_at_a_time_with_a_switch(watch: Opened, town_address: str) -> None:
    seen = watch(town_address, viewport={"width": 390, "height": 844})
    seen.page.goto(town_address + PAGE)
    first, second = (seen.page.locator(f".st-key-then_side_{side}") for side in SIDES)
    expect(second).to_be_visible(timeout=60_000)
    expect(first).to_be_hidden(timeout=60_000)
    seen.page.locator(".st-key-then_shown button").first.click()
    expect(first).to_be_visible(timeout=60_000)
    expect(second).to_be_hidden(timeout=60_000)
    wide = seen.page.evaluate("() => document.scrollingElement.scrollWidth")
    assert wide <= 390
    assert unharmed(seen)
