"""The map page with a million households, in a real browser, beside an empty map.

``python -m tests.bench.bench_map [--households N --grids N --cases N --rounds N --database FILE]``
A database that is given and exists is used as it is.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Frame, sync_playwright

from casework.access import OPERATOR
from data.migrate import migrate
from data.store import Store
from service.demonstration import fill_demonstration
from service.map_mercator import WORLD_BITS, to_world
from service.map_view import MapData
from tests.browser.served import (
    PAINTED,
    Address,
    Watched,
    fetched,
    launch,
    serve,
    sign_in_context,
)

# An empty map of the same component with the same script, which never gets a configuration.
EMPTY = """
import folium, streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from routes.table import routes
if get_script_run_ctx(suppress_warning=True) is not None:
    from streamlit_folium import st_folium
    from dashboard.map_element import keep_files_local
    keep_files_local()
    st_folium(folium.Map(tiles=None), key="empty", returned_objects=[])
else:
    app = st.App(__file__, routes=routes())
"""
MOVED = """(act) => new Promise((done) => {
    const map = gege.state.map;
    const start = performance.now();
    map.once("moveend", () => requestAnimationFrame(() =>
        requestAnimationFrame(() => done(performance.now() - start))));
    act === "pan" ? map.panBy([260, 120], { animate: false })
        : map.setZoom(map.getZoom() + (act === "in" ? 1 : -1), { animate: false });
})"""
CLICKED = """([lon, lat]) => new Promise((done) => {
    const card = document.querySelector(".gege-card");
    card.dataset.state = "";
    const start = performance.now();
    const watch = new MutationObserver(() => {
        if (card.dataset.state !== "filled") return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
    });
    watch.observe(card, { attributes: true });
    const latlng = L.latLng(lat, lon);
    const map = gege.state.map;
    map.fire("click", { latlng, containerPoint: map.latLngToContainerPoint(latlng) });
})"""


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(asked.database or Path(folder) / "bench.db")
        store = Store(str(path))
        if migrate(store):
            sizes = {name: getattr(asked, name) for name in ("households", "grids", "cases")}
            fill_demonstration(OPERATOR, store, datetime.now(UTC), **sizes)
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        browser = launch(playwright)
        with serve(path) as address, serve(Path(folder) / "none.db", script) as empty:
            _wait_until_warm(address)
            _paints(browser, address, empty, asked.rounds)
            _moves(browser, address, asked.rounds)
            _reruns(browser, address, empty)
            _tiles(store, address)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--grids", type=int, default=5_000)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database")
    return parser.parse_args()


def _wait_until_warm(address: str) -> None:
    start = time.perf_counter()
    fetched(address, "/gege/measures.json")
    fetched(address, "/gege/locate.json?lon=111&lat=31")
    fetched(address, "/gege/households/x/11/1/1.png")
    print(f"layers ready after {time.perf_counter() - start:.1f} s (built once per revision)")


def _paints(browser: Browser, address: str, empty: str, rounds: int) -> None:
    rows: dict[str, list[float]] = {"map": [], "empty map": []}
    for _ in range(rounds):
        rows["empty map"].append(_first_paint(browser, empty, "() => Boolean(window.map)")[0])
        seconds, sent = _first_paint(browser, address, PAINTED)
        rows["map"].append(seconds)
    base = statistics.median(rows["empty map"])
    for name, times in rows.items():
        middle = statistics.median(times)
        print(
            f"first paint, {name:10}: {middle:.2f} s  ratio {middle / base:.2f}  {_spread(times)}"
        )
    for name, size in sent.items():
        print(f"bytes, {name:26}: {size / 1000:.1f} kB")


def _first_paint(browser: Browser, address: str, ready: str) -> tuple[float, dict[str, int]]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    sign_in_context(context, address)
    page = context.new_page()
    sent = {"layers and map script": 0, "framework's own files": 0, "websocket": 0}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    names: dict[str, str] = {}

    def finished(event: dict[str, object]) -> None:
        kind = "layers and map script" if "/gege/" in names[str(event["requestId"])] else ""
        sent[kind or "framework's own files"] += int(event["encodedDataLength"])  # type: ignore[call-overload]

    def framed(event: dict[str, dict[str, str]]) -> None:
        sent["websocket"] += len(event["response"]["payloadData"]) * 3 // 4

    wire.on(
        "Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]})
    )
    wire.on("Network.loadingFinished", finished)
    wire.on("Network.webSocketFrameReceived", framed)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    handle = page.wait_for_selector("iframe[src*='streamlit_folium']", state="attached")
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_function(ready, timeout=60_000)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(1500)
    context.close()
    return seconds, sent


def _opened(browser: Browser, address: str) -> tuple[Watched, Frame]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    seen = Watched(context, address)
    frame = seen.open()
    assert frame is not None
    seen.page.wait_for_timeout(1500)
    return seen, frame


def _moves(browser: Browser, address: str, rounds: int) -> None:
    seen, frame = _opened(browser, address)
    before = len(seen.sent)
    for act in ("pan", "in", "out"):
        times = []
        for _ in range(rounds):
            times.append(frame.evaluate(MOVED, act))
            seen.page.wait_for_timeout(300)
        print(f"{act:4}: {statistics.median(times):.0f} ms to the frame after  {_spread(times)}")
    print(f"messages to the page meanwhile: {len(seen.sent) - before}")
    west, south, east, north = frame.evaluate("() => gege.config.bounds")
    times = []
    for step in range(rounds * 3):
        share = (step + 1) / (rounds * 3 + 1)
        at = [west + (east - west) * (0.3 + 0.4 * share), south + (north - south) * 0.5]
        times.append(frame.evaluate(CLICKED, at))
    print(f"click to card: {statistics.median(times):.0f} ms  {_spread(times)}")
    seen.page.context.close()


def _reruns(browser: Browser, address: Address, empty: Address, runs: int = 10) -> None:
    for name, place, ready in (
        ("map", address, PAINTED),
        ("empty map", empty, "() => Boolean(window.map)"),
    ):
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        sign_in_context(context, place)
        page = context.new_page()
        page.goto(place)
        handle = page.wait_for_selector("iframe[src*='streamlit_folium']", state="attached")
        frame = handle.content_frame() if handle else None
        assert frame is not None
        frame.wait_for_function(ready, timeout=60_000)
        page.wait_for_timeout(1500)
        start = _cpu_seconds(place.pid)
        for _ in range(runs):
            page.keyboard.press("r")
            page.wait_for_timeout(700)
        print(f"server CPU per rerun, {name:10}: {(_cpu_seconds(place.pid) - start) / runs:.3f} s")
        context.close()


def _cpu_seconds(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _tiles(store: Store, address: str, each: int = 25) -> None:
    data = MapData.of(store)
    mark = data.token("households")
    lon, lat = (
        data.grids(datetime.now(UTC).date())
        .frame.geometry.representative_point()
        .pipe(lambda points: (points.x.to_numpy(), points.y.to_numpy()))
    )
    every = []
    for zoom in range(10, 19):
        x, y = (values.astype(int) >> (WORLD_BITS - zoom) for values in to_world(lon, lat))
        places = sorted(set(zip(x.tolist(), y.tolist(), strict=True)))
        times, sizes = [], []
        for col, row in places[:: max(1, len(places) // each)][:each]:
            start = time.perf_counter()
            picture = fetched(address, f"/gege/households/{mark}/{zoom}/{col}/{row}.png")
            times.append((time.perf_counter() - start) * 1000)
            sizes.append(len(picture))
        every += times
        print(
            f"household tile, zoom {zoom}: {statistics.median(times):.1f} ms,"
            f" worst {max(times):.1f} ms, largest {max(sizes) / 1000:.1f} kB"
        )
    print(f"household tiles, all zooms: p95 {statistics.quantiles(every, n=20)[-1]:.1f} ms")


def _spread(times: list[float]) -> str:
    return f"({min(times):.2f} to {max(times):.2f})"


if __name__ == "__main__":
    main()
