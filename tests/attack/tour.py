"""Every page and every printed page of a district full of payloads, in the real browser.

``python -m tests.attack.tour`` plants payloads in every text, opens each page in both languages,
unfolds what is folded, and names whatever a payload achieved: a script that ran, an element it
made, a request that left, a text obeyed as markdown, a complaint of the browser, a blank page.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from data.schema import metadata
from data.store import Store
from tests.attack.payloads import betrayed
from tests.attack.planting import planted, text_at
from tests.browser.served import PAINTED, ROOT, Watched, launch, serve, until

LOCALES: Final = ("zh-CN", "en-GB")
_PATIENCE_MS: Final = 120_000
_SETTLED_MS: Final = 700
# What pages read from their address, taken together.
_NAMES: Final = (
    "period",
    "area",
    "case",
    "code",
    "unit",
    "owner",
    "figure",
    "part",
    "on",
    "page",
    "who",
    "campaign",
    "worker",
    "bulletin",
    "pack",
    "meeting",
    "draw",
    "year",
    "by",
    "of",
    "rows",
    "kind",
    "view",
    "map",
    "band",
    "size",
    "status",
    "category",
    "grid",
    "slide",
    "saved",
    "clock",
    "emergency",
)
_JUDGED: Final = """() => {
  const found = [];
  const walk = (root) => {
    for (const el of root.querySelectorAll('*')) {
      const name = el.localName;
      if (name.startsWith('gqx')) found.push('element ' + name);
      for (const at of el.attributes) {
        if (at.name.startsWith('gqx') || at.name.startsWith('on'))
          found.push('attribute ' + at.name + ' of ' + name);
        if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(at.name)
            && /^\\s*(javascript|vbscript|data:text)|evil\\.example/i.test(at.value)
            && !/^(https?:\\/\\/(127|localhost)|[^:]*\\?)/.test(at.value))
          found.push('address ' + at.value.slice(0, 90) + ' of ' + name);
      }
      if (el.shadowRoot) walk(el.shadowRoot);
    }
  };
  walk(document);
  if (window.hacked) found.push('a script ran');
  return {found: [...new Set(found)], text: document.body ? document.body.innerText : ''};
}"""
_UNFOLD: Final = """() => {
  let n = 0;
  for (const el of document.querySelectorAll(
      '[data-testid=stExpander] details:not([open]) > summary, details:not([open]) > summary'))
    { el.click(); n += 1; }
  return n;
}"""


@dataclass(frozen=True)
class Leak:
    """What went wrong at an address."""

    address: str
    locale: str
    what: str


def page_paths() -> list[str]:
    """Return the address of every page of the menu, as app.py names them."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    named = [
        str(word.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "url_path" and isinstance(word.value, ast.Constant)
    ]
    return ["", *named]


def _codes(store: Store, table: str, count: int) -> list[str]:
    with store.read() as conn:
        # Every other one holds a payload.
        found = conn.execute(sa.select(metadata.tables[table].c.code).limit(2 * count)).scalars()
        return [str(code) for code in found]


def screens(store: Store, each: int = 2) -> list[str]:
    """Return the addresses of the screens: each page, then with things chosen on it."""
    found = [f"/{path}" for path in page_paths()]
    for page, name, table in (
        ("case-list", "status=all&case", "cases"),
        ("meeting-book", "meeting", "meetings"),
        ("review-pack", "pack", "packs"),
        ("bulletin-file", "bulletin", "bulletins"),
        ("promise-ledger", "code", "promises"),
        ("promise-ledger", "view=works&code", "projects"),
        ("my-day", "worker", "workers"),
        ("home-visits", "worker", "workers"),
        ("campaign-progress", "campaign", "visit_plans"),
        ("checks-drawn", "draw", "spot_draws"),
        ("by-unit", "unit", "org_units"),
    ):
        found += [f"/{page}?{name}={quote(code, safe='')}" for code in _codes(store, table, each)]
    return found


def asked_with_payloads(count: int) -> list[str]:
    """Return each page with payloads under every name that an address may hold."""
    made = []
    for place, path in enumerate(page_paths()):
        for turn in range(count):
            start = 211 * place + 53 * turn
            asked = "&".join(
                f"{name}={quote(text_at(start + n)[:400], safe='')}"
                for n, name in enumerate(_NAMES)
            )
            made.append(f"/{path}?{asked}")
    return made


def papers(store: Store, each: int = 3) -> list[str]:
    """Return the addresses of the printed pages and pictures."""

    def of(table: str) -> Iterator[str]:
        yield from (quote(code, safe="") for code in _codes(store, table, each))

    found = [f"/gege/case-sheet/{code}" for code in of("cases")]
    found += [f"/gege/minutes/{code}" for code in of("meetings")]
    found += [f"/gege/present/{code}" for code in of("packs")]
    found += [
        f"/gege/present/{code}?meeting={text}" for code in of("packs") for text in of("meetings")
    ]
    found += [f"/gege/route-sheet?worker={code}" for code in of("workers")]
    found += [f"/gege/day/?worker={code}" for code in of("workers")]
    found += [f"/gege/visits/list.html?worker={code}" for code in of("workers")]
    found += ["/gege/slides/overview.html", "/gege/session-notice/1", "/gege/day/"]
    return found


def visit(page: Page, watched: Watched, address: str, *, is_screen: bool) -> list[str]:
    """Open an address and return what went wrong there."""
    dialogs: list[str] = []

    def dismissed(dialog: object) -> None:
        dialogs.append("dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismissed)
    for noted in (watched.outside, watched.failed, watched.errors):
        noted.clear()
    page.goto(watched.address + address)
    wrong: list[str] = []
    if is_screen:
        try:
            _settle(page)
        except TimeoutError:
            wrong.append("the page never came to rest")
    else:
        page.wait_for_load_state("load")
    page.wait_for_timeout(_SETTLED_MS)
    wrong += _judged(page, is_screen)
    page.remove_listener("dialog", dismissed)
    wrong += dialogs + [f"asked {url}" for url in watched.outside]
    # That the server is first looked for below the page is Streamlit's own way.
    wrong += [f"failed {one}" for one in watched.failed if "/_stcore/" not in one and is_screen]
    wrong += [
        f"complained {one[:300]}" for one in watched.errors if not _is_own_way(one, is_screen)
    ]
    return wrong


def _is_own_way(error: str, is_screen: bool) -> bool:
    # The console repeats each answer that is no success; a paper may refuse a payload as its code.
    return "Failed to load resource" in error and (not is_screen or "404" in error)


def _settle(page: Page) -> None:
    page.wait_for_selector("[data-testid=stAppViewContainer]", timeout=_PATIENCE_MS)
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=_PATIENCE_MS)
    # Where the page has a map, it is looked at when it is painted.
    for frame in page.frames:
        if "streamlit_folium" in frame.url:
            until(frame, PAINTED, timeout=_PATIENCE_MS)
    if page.evaluate(_UNFOLD):
        page.wait_for_timeout(300)
    for place in range(page.locator("[role=tab]").count()):
        page.locator("[role=tab]").nth(place).click(force=True, timeout=3_000)
    page.wait_for_timeout(200)
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=_PATIENCE_MS)


def _judged(page: Page, is_screen: bool) -> list[str]:
    wrong = []
    for frame in page.frames:
        seen = frame.evaluate(_JUDGED)
        wrong += seen["found"]
        wrong += [f"obeyed as markdown: {token}" for token in betrayed(seen["text"])]
        if re.search(r"Traceback \(most recent|StreamlitAPIException|\.py\", line", seen["text"]):
            wrong.append("a traceback")
        if "gege has stopped" in seen["text"]:
            wrong.append("the map stopped")
    text = str(page.evaluate("document.body ? document.body.innerText : ''"))
    unexpected = re.search(r"(Something unexpected happened|发生了意外)[^\n]*", text)
    wrong += [unexpected.group()[:200]] if unexpected else []
    is_picture = page.evaluate("document.documentElement.localName") == "svg"
    return [*wrong, "a blank page"] if not is_picture and len(text.strip()) < 10 else wrong


def toured(
    browser: Browser, address: str, stops: list[tuple[str, bool]], locale: str
) -> Iterator[tuple[str, list[str]]]:
    """Visit each stop, told whether it is a screen, and give what went wrong there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=locale)
    context.set_default_timeout(_PATIENCE_MS)
    watched = Watched(context, address)
    for stop, is_screen in stops:
        yield stop, visit(watched.page, watched, stop, is_screen=is_screen)
    context.close()


def _traces(text: str, keep: Path | None) -> list[Leak]:
    """Return what went to the server's log because nobody had thought of it."""
    if keep:
        keep.write_text(text)
    parts = text.split("Traceback (most recent call last)")[1:]
    ends = (re.search(r"^(\w[\w.]*(Error|Exception|Interrupt)\b.*)$", part, re.M) for part in parts)
    return [Leak("log", "-", end.group(1)[:300]) for end in ends if end]


def _say(leaks: list[Leak]) -> None:
    for leak in leaks:
        sys.stdout.write(f"{leak.locale} {leak.address[:120]}: {leak.what}\n")
    sys.stdout.flush()


def main() -> None:
    """Go on the tour and say what was found; the exit code is 1 when anything was."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=1, help="with other payloads each time")
    asked.add_argument("--only", default="", help="only addresses that hold this text")
    asked.add_argument("--locale", choices=LOCALES, action="append")
    asked.add_argument("--log", type=Path, help="where the server's log is kept")
    wanted = asked.parse_args()
    leaks: list[Leak] = []
    visited = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for turn in range(wanted.rounds):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "gege.db"
                store = planted(path, offset=97 * turn)
                stops = [(one, False) for one in papers(store)]
                stops += [(one, True) for one in screens(store) + asked_with_payloads(1)]
                stops = [stop for stop in stops if wanted.only in stop[0]]
                with serve(path) as address:
                    for locale in wanted.locale or LOCALES:
                        for stop, wrong in toured(browser, address, stops, locale):
                            visited += 1
                            found = [Leak(stop, locale, one) for one in wrong]
                            leaks += found
                            _say(found)
                traced = _traces(path.with_suffix(".log").read_text(errors="replace"), wanted.log)
                leaks += traced
                _say(traced)
        browser.close()
    sys.stdout.write(f"{visited} pages visited, {len(leaks)} findings\n")
    sys.exit(bool(leaks))


if __name__ == "__main__":
    main()
