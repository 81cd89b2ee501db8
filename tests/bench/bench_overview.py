"""The overview's figures, their plain way through the database, and its page in a real browser.

``python -m tests.bench.bench_overview [--cases N --copies N --rounds N --database FILE --no-page]``
A database that is given and exists is used as it is, and some of its cases get a new version.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from casework.access import OPERATOR
from casework.indicators import INDICATORS
from casework.period import Period
from data.migrate import migrate
from data.schema import cases
from data.settings_store import office_zone
from data.store import Store, bump
from service.clock import midnight
from service.figure_answer import FigureAsk, answer_figures
from service.figure_asked import Part, window_of
from service.figure_changes import compare, trend
from service.figure_counts import in_database
from service.figures import figure_tables
from service.overview.glance import CARDS, PERIODS, overview
from tests.bench.many_cases import fill, tell_sizes
from tests.browser.served import Address, Watched, launch, serve

BY = "street"
IN_TABLE = ("overdue_now", "reported", "fed_back", "closed_on_time", "open_now", "closed_count")


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(asked.database or Path(folder) / "bench.db")
        store = Store(str(path))
        if migrate(store):
            fill(store, asked.cases // asked.copies, asked.copies, 200_000, 560)
        tell_sizes(store)
        period = Period.holding(datetime.now(UTC).date())
        _figures(store, period, asked.rounds)
        if asked.page:
            store.engine.dispose()
            with sync_playwright() as playwright:
                browser = launch(playwright)
                with serve(path) as address:
                    _page(browser, address, store, asked.rounds)
                browser.close()


def _figures(store: Store, period: Period, rounds: int) -> None:
    """Measure the overview's asks: from memory, after a change, and through the database."""
    moment = datetime.now(UTC)
    moments = iter(moment + timedelta(seconds=second) for second in range(10_000))

    def asks() -> None:
        now = next(moments)
        day = now.date()
        compare(OPERATOR, store, CARDS, period, now)
        trend(OPERATOR, store, CARDS, period, PERIODS, now)
        figure_tables(OPERATOR, store, IN_TABLE, BY, period.first, day, now)

    first = _cpu(asks, 1)
    warm = _cpu(asks, rounds)
    after = _cpu(asks, rounds, lambda: _change(store))
    plain = _cpu(lambda: _plainly(store, period, next(moments)), max(1, rounds // 5))
    act = _cpu(lambda: overview(OPERATOR, store, period, None, next(moments)), rounds)
    act_after = _cpu(
        lambda: overview(OPERATOR, store, period, None, next(moments)),
        rounds,
        lambda: _change(store),
    )
    print(f"{len(CARDS)} figures x 3 periods, lines of {PERIODS}, {len(IN_TABLE)} by {BY}; CPU s:")
    for name, times in (
        ("first of a process", first),
        ("after a case changed", after),
        ("nothing changed", warm),
        ("through the database", plain),
        ("the whole act, nothing changed", act),
        ("the whole act, after a change", act_after),
    ):
        print(
            f"  {name:32}: {statistics.median(times):7.3f}  ({min(times):.3f} to {max(times):.3f})"
        )
    ask = FigureAsk(period, CARDS, by=BY, periods=PERIODS)
    said = json.dumps(answer_figures(OPERATOR, store, ask, moment).as_json("zh"), default=str)
    print(f"  figures.json of the same: {len(said.encode()) / 1000:.0f} kB")


def _change(store: Store) -> None:
    """Give some cases a new version, as any step does."""
    with store.begin() as conn:
        is_one = cases.c.id.in_([2, 3, 5])
        conn.execute(cases.update().where(is_one).values(version=cases.c.version + 1))
        bump(conn, "cases")


def _plainly(store: Store, period: Period, now: datetime) -> None:
    """Ask the database for the same counts."""
    cut = period.until(now.date())
    with store.read() as conn:
        zone = office_zone(conn)
        part = Part.of(conn, OPERATOR, None, None)
    line = period.back(PERIODS - 1)
    spans = [cut, cut.previous(), cut.year_before(), *line, cut]
    windows = [
        window_of((one.first, one.last), min(now, midnight(one.last + timedelta(1), zone)), zone)
        for one in spans
    ]
    in_database(store, part, windows, [INDICATORS[key] for key in CARDS])
    in_database(store, part, windows[:1], [INDICATORS[key] for key in IN_TABLE], BY)


def _cpu(
    act: Callable[[], object], rounds: int, before: Callable[[], object] | None = None
) -> list[float]:
    times = []
    for _ in range(rounds):
        if before is not None:
            before()
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return times


def _page(browser: Browser, address: Address, store: Store, rounds: int) -> None:
    """Measure what opening the page costs the server, and what it sends."""
    _open(browser, address)
    told: dict[str, list[tuple[float, float]]] = {"nothing changed": [], "after a change": []}
    for _ in range(max(2, rounds // 3)):
        told["nothing changed"].append(_open(browser, address))
        _change(store)
        told["after a change"].append(_open(browser, address))
    print("the page in a browser: server CPU s, websocket kB")
    for name, seen in told.items():
        seconds, bytes_ = (statistics.median(values) for values in zip(*seen, strict=True))
        print(f"  {name:32}: {seconds:7.2f}  {bytes_ / 1000:7.0f}")


def _open(browser: Browser, address: Address) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    seen = Watched(context, address)
    seen.page.set_default_timeout(120_000)
    sent = [0]
    wire = context.new_cdp_session(seen.page)
    wire.send("Network.enable")

    def received(event: dict[str, dict[str, str]]) -> None:
        sent[0] += len(event["response"]["payloadData"]) * 3 // 4

    wire.on("Network.webSocketFrameReceived", received)
    start = _server_seconds(address.pid)
    seen.open("/glance")
    seen.page.wait_for_timeout(4000)
    used = _server_seconds(address.pid) - start
    context.close()
    return used, sent[0]


def _server_seconds(pid: int) -> float:
    """Return the CPU time a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--database")
    parser.add_argument("--page", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
