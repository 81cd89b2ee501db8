"""A click in the studio, with the real mouse, beside a plain repaint of the home map.

``python -m tests.bench.bench_studio [--grids 110 1110 5000 --clicks N --database FILE]``
A database that is given and exists is used as it is.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, sync_playwright

from casework.access import OPERATOR
from data.migrate import migrate
from data.store import Store
from service.demonstration import fill_demonstration
from tests.browser.served import Watched, launch, serve

# Until the frame after the one in which the grids were drawn anew.
REPAINT = """() => new Promise((done) => {
    const start = performance.now();
    gege.state.gridSheet.redraw();
    gege.state.markSheet.redraw();
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(
        () => done(performance.now() - start))));
})"""
# The mouse's own time of the press; painted, answered and shown on the board after it.
WATCH = """() => {
    const clock = () => performance.timeOrigin + performance.now();
    const seen = (window.seen = {});
    const data = document.documentElement.dataset;
    window.addEventListener("mousedown", (event) => {
        Object.assign(seen, { pressed: performance.timeOrigin + event.timeStamp,
            painted: 0, answered: 0, board: 0 });
    }, true);
    new MutationObserver((changes) => {
        for (const { attributeName } of changes) {
            if (attributeName === "data-grids" && !seen.painted) seen.painted = clock();
            if (attributeName === "data-studio-ack" && !gege.studio.acts.length && !seen.answered)
                seen.answered = clock();
        }
    }).observe(document.documentElement, { attributes: true });
    const page = parent.document.querySelector(".stMain");
    const bars = () => page.querySelector(".bar")?.parentElement.textContent;
    let shown = bars();
    new MutationObserver(() => {
        const now = bars();
        if (now && now !== shown && !seen.board) seen.board = clock();
        shown = now;
    }).observe(page, { childList: true, subtree: true, characterData: true });
}"""
CHOOSE = """(step) => {
    const { grids } = gege.state;
    gege.studio.choose(gege.studio.holder(grids[0].row));
    const own = grids.filter((one) => !one.dedicated && gege.studio.holder(one.row) >= 0);
    const size = gege.state.map.getSize();
    const places = [];
    for (let i = 5; places.length < 60 && i < own.length; i += step) {
        const [east, south] = own[i].label;
        const latlng = [gege.latitude(south), (east - 0.5) * 360];
        const { x, y } = gege.state.map.latLngToContainerPoint(latlng);
        if (x > 400 && x < size.x - 240 && y > 10 && y < size.y - 10) places.push([x, y]);
    }
    return places;
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--grids", type=int, nargs="+", default=[110, 1_110, 5_000])
    parser.add_argument("--clicks", type=int, default=20)
    parser.add_argument("--database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        for grids in asked.grids:
            path = Path(asked.database or Path(folder) / f"{grids}.db")
            store = Store(str(path))
            if migrate(store):
                fill_demonstration(
                    OPERATOR, store, datetime.now(UTC), households=60_000, grids=grids, cases=4_000
                )
            with serve(path) as address:
                _clicks(browser, address, grids, asked.clicks)


def _clicks(browser: Browser, address: str, grids: int, clicks: int) -> None:
    studio, frame = _opened(browser, address, "/who-covers")
    home, home_frame = _opened(browser, address, "/")
    sent = _count_bytes(studio)
    frame.wait_for_function("() => gege.studio.base && gege.studio.frame")
    frame.locator("[data-tool=paint]").click()
    places = frame.evaluate(CHOOSE, max(1, grids // 60))
    view = frame.evaluate("() => [gege.state.map.getZoom(), gege.state.map.getCenter()]")
    frame.evaluate("() => (window.mounted = gege.studio.mount)")
    frame.evaluate(WATCH)
    box = studio.page.locator("iframe[src*='streamlit_folium']").bounding_box()
    assert box is not None
    rows: dict[str, list[float]] = {name: [] for name in ("plain", "painted", "answered", "board")}
    for x, y in places[:clicks]:
        home.page.bring_to_front()
        rows["plain"].append(home_frame.evaluate(REPAINT))
        studio.page.bring_to_front()
        sent.update(up=0, down=0)
        studio.page.mouse.click(box["x"] + x, box["y"] + y)
        frame.wait_for_function("() => seen.painted && seen.answered && seen.board", timeout=30_000)
        seen = frame.evaluate("() => seen")
        for name in ("painted", "answered", "board"):
            rows[name].append(seen[name] - seen["pressed"])
        studio.page.wait_for_timeout(250)
        rows.setdefault("up", []).append(sent["up"] / 1000)
        rows.setdefault("down", []).append(sent["down"] / 1000)
    kept = frame.evaluate("() => [gege.state.map.getZoom(), gege.state.map.getCenter()]")
    mounted = frame.evaluate("() => window.mounted === gege.studio.mount")
    _tell(grids, rows, kept == view and mounted)
    for one in (studio, home):
        one.page.context.close()


def _opened(browser: Browser, address: str, path: str) -> tuple[Watched, Frame]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    seen = Watched(context, address)
    seen.page.set_default_timeout(120_000)
    frame = seen.open(path)
    assert frame is not None
    seen.page.wait_for_timeout(2500)
    return seen, frame


def _count_bytes(seen: Watched) -> dict[str, int]:
    sent = {"up": 0, "down": 0}
    wire = seen.page.context.new_cdp_session(seen.page)
    wire.send("Network.enable")

    def counted(name: str) -> Any:
        def add(event: dict[str, dict[str, str]]) -> None:
            sent[name] += len(event["response"]["payloadData"]) * 3 // 4

        return add

    wire.on("Network.webSocketFrameReceived", counted("down"))
    wire.on("Network.webSocketFrameSent", counted("up"))
    return sent


def _tell(grids: int, rows: dict[str, list[float]], is_kept: bool) -> None:
    plain = statistics.median(rows["plain"])
    print(f"{grids} grids, {len(rows['plain'])} clicks; view and frame kept: {is_kept}")
    names = {
        "plain": "home map, plain repaint",
        "painted": "click to repaint",
        "answered": "click to Python's answer",
        "board": "click to bars",
    }
    for name, words in names.items():
        times = rows[name]
        middle = statistics.median(times)
        print(
            f"  {words:25}: {middle:5.0f} ms  ratio {middle / plain:4.1f}"
            f"  ({min(times):.0f} to {max(times):.0f})"
        )
    print(f"  kB a click, up / down: {statistics.median(rows['up']):.1f}", end=" / ")
    print(f"{statistics.median(rows['down']):.1f}")


if __name__ == "__main__":
    main()
