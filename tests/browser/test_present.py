"""A pack on the projector and on a phone, with the network cut; and what the app adds to it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from casework.access import OPERATOR
from casework.period import Period
from dashboard.pack_inks import PackInks
from data.store import Store
from service.clock import now
from service.packs.building import build_pack
from service.packs.comments import comments_kept
from service.packs.composing import PackAsk
from service.packs.edition import Edition
from service.packs.html_file import Live, to_html
from tests.browser import district
from tests.browser.served import PATIENCE, Watched, serve, until
from tests.service.packs.sample import HOSTILE, sample_edition

CODE = "P2026-10-1"
COUNT = 6
WIDE, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
APP = "http://gege.test"
AT = f"{APP}/gege/present/P1"
# Boxes whose content is higher or wider than they are, and those that had to be made smaller.
OVERFLOWS = """() => Array.from(document.querySelectorAll('.block, .fit')).filter((one) =>
  one.style.getPropertyValue('--fit') || one.scrollHeight > one.clientHeight + 1
  || one.scrollWidth > one.clientWidth + 1
).map((one) => one.closest('.slide').id + ' ' + one.className)"""
NOW = "() => document.querySelector('.slide.now').id"

Shown = Callable[..., Page]


class Watch:
    """What a page asked for and complained about."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.errors: list[str] = []


@pytest.fixture
def watch() -> Iterator[Watch]:
    seen = Watch()
    yield seen
    assert seen.errors == []
    assert [one for one in seen.asked if not one.startswith(("file:", "data:", APP))] == []


@pytest.fixture
def show(browser: Browser, tmp_path: Path, watch: Watch) -> Iterator[Shown]:
    contexts = []

    def make(language: str = "zh", edition: Edition | None = None, **options: Any) -> Page:
        path = tmp_path / f"{language}.html"
        path.write_bytes(to_html(edition or sample_edition(language)))
        context = browser.new_context(**({"viewport": WIDE, "offline": True} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: watch.asked.append(one.url))
        page.on("pageerror", lambda one: watch.errors.append(str(one)))
        page.on("console", lambda one: watch.errors.append(one.text))
        page.goto(path.as_uri())
        return page

    yield make
    for context in contexts:
        context.close()


def _at(page: Page, number: int) -> None:
    until(page, f"() => document.querySelector('#slide-{number}.now')")


def test_a_file_asks_for_nothing_and_runs_nothing_of_a_persons_text(
    show: Shown, watch: Watch
) -> None:
    page = show()
    page.on("dialog", lambda one: watch.errors.append(f"dialog: {one.message}"))
    for number in range(1, COUNT + 1):
        _at(page, number)
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert page.get_by_text(HOSTILE).count() >= 3
    files = [one for one in watch.asked if not one.startswith("data:")]
    assert files == [page.url.split("#")[0]]


@pytest.mark.parametrize(
    ("on", "back"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp"), ("Space", "Shift+Space")]
)
def test_keys_walk_through_all_slides_and_back(show: Shown, on: str, back: str) -> None:
    page = show()
    walked = []
    for key in [on] * COUNT + [back] * COUNT:
        walked.append(page.evaluate(NOW))
        page.keyboard.press(key)
    there = [f"slide-{number}" for number in range(1, COUNT + 1)]
    assert walked == [*there, *reversed(there)]
    page.keyboard.press("End")
    _at(page, COUNT)
    page.keyboard.press("Home")
    _at(page, 1)


def test_the_place_is_in_the_address_and_stays_when_the_page_is_loaded_again(show: Shown) -> None:
    page = show("en")
    page.keyboard.press("4")
    assert page.locator(".typed").inner_text() == "Slide 4: press Enter"
    page.keyboard.press("Enter")
    _at(page, 4)
    assert page.url.endswith("#4")
    page.reload()
    _at(page, 4)
    # The address's own number leads there as well; one there is not changes nothing.
    page.evaluate("() => { location.hash = '#2'; }")
    _at(page, 2)
    page.evaluate("() => { location.hash = '#99x'; }")
    _at(page, 2)


def test_each_slide_is_announced_and_alone_reachable(show: Shown) -> None:
    page = show("en")
    page.keyboard.press("ArrowRight")
    _at(page, 2)
    assert page.locator("#said").text_content() == "Slide 2 of 6: Figures"
    assert page.evaluate("() => document.activeElement.id") == "slide-2"
    assert [one.text_content() for one in page.get_by_role("heading", level=2).all()] == ["Figures"]


@pytest.mark.parametrize("size", [WIDE, {"width": 1366, "height": 768}])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_fits_its_box_and_the_window(
    show: Shown, language: str, size: dict[str, int]
) -> None:
    page = show(language, viewport=size)
    assert page.evaluate(OVERFLOWS) == []
    wide, high = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert (wide, high) == (size["width"], size["height"])
    box = page.locator(".slide.now").bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(16 / 9, abs=0.01)
    assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"] - 43


def test_a_comment_that_is_too_long_is_made_smaller_not_cut(show: Shown) -> None:
    page = show("zh", replace(sample_edition(), comments={"cover": "长" * 200}))
    assert page.evaluate(OVERFLOWS) == ["slide-1 fit comment"]
    high = page.evaluate(
        "() => { const one = document.querySelector('.comment');"
        " return one.scrollHeight - one.clientHeight; }"
    )
    assert high <= 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_slides_stand_under_each_other_readable(show: Shown, language: str) -> None:
    page = show(language, viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    tops = page.evaluate(
        "() => Array.from(document.querySelectorAll('.slide')).map((one) =>"
        " one.getBoundingClientRect()).map((one) => [one.top, one.bottom])"
    )
    assert all(one[1] <= other[0] + 1 for one, other in zip(tops, tops[1:], strict=False))
    sizes = page.evaluate(
        "() => Array.from(document.querySelectorAll('.page h2, .page h3, .page p, .page td, .page"
        " th, .page li')).filter((one) => one.textContent)"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 13
    # Only what is moved sideways may be wider than the phone.
    assert (
        page.evaluate(
            "() => Array.from(document.querySelectorAll('.page *')).filter((one) =>"
            " !one.closest('.scroll') && one.getBoundingClientRect().right > innerWidth + 1).length"
        )
        == 0
    )


def test_a_finger_turns_the_slides(show: Shown) -> None:
    page = show(viewport={"width": 844, "height": 390}, has_touch=True, is_mobile=True)
    swipe = (
        "([from, to]) => { const on = document.querySelector('.slide.now h2');"
        " const at = (x) => new Touch({ identifier: 1, target: on, clientX: x, clientY: 200 });"
        " on.dispatchEvent(new TouchEvent('touchstart', { bubbles: true, touches: [at(from)] }));"
        " on.dispatchEvent(new TouchEvent('touchend', { bubbles: true,"
        " changedTouches: [at(to)] })); }"
    )
    page.evaluate(swipe, [600, 300])
    _at(page, 2)
    page.evaluate(swipe, [600, 580])
    _at(page, 2)
    page.evaluate(swipe, [300, 600])
    _at(page, 1)


def test_all_slides_at_once_lead_to_one(show: Shown) -> None:
    page = show("en")
    page.keyboard.press("o")
    page.locator(".many .pick").first.wait_for()
    assert page.locator(".pick:visible").count() == COUNT
    page.get_by_role("link", name="5 Funnel plot").click()
    _at(page, 5)
    assert page.locator(".many").count() == 0
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    assert page.locator(".many").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ground_follows_the_screen_and_the_switch(show: Shown, scheme: str) -> None:
    page = show(color_scheme=scheme)
    ground = "() => getComputedStyle(document.querySelector('.page')).backgroundColor"
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}
    other = {"light": "dark", "dark": "light"}[scheme]
    assert page.evaluate(ground) == grounds[scheme]
    page.keyboard.press("d")
    assert page.evaluate(ground) == grounds[other]
    kind = f".on-{other}"
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    assert page.locator(f"#slide-5 .drawn{kind}").first.is_visible()
    page.reload()
    assert page.evaluate(ground) == grounds[other]


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}])
def test_each_slide_is_one_page_of_paper(
    show: Shown, tmp_path: Path, options: dict[str, Any]
) -> None:
    page = show(**options)
    path = tmp_path / "pack.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+(\d+)", told)[1] == str(COUNT)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
    assert [float(one) for one in size.groups()] == pytest.approx([960, 540], abs=1)


class App:
    """The addresses a presented pack reaches, answered here; ``is_up`` is whether they are."""

    def __init__(self) -> None:
        self.is_up = True
        self.sent: list[Request] = []
        self.answer: dict[str, str] = {}
        live = Live(
            "../../",
            "P1/comment?lang=en",
            {"cover": 0, "headline": 2, "heat": 5, "units": 3},
            {"cover": "Cover", "headline": "Figures", "heat": "Heat", "units": "Units"},
            "meeting-book?meeting=M1",
            True,
        )
        self.pack = to_html(sample_edition("en"), live)

    def __call__(self, route: Route) -> None:
        path = route.request.url.removeprefix(APP).split("?")[0]
        if not self.is_up:
            route.abort("connectionrefused")
        elif route.request.method == "POST":
            self.sent.append(route.request)
            status = 400 if "error" in self.answer else 200
            route.fulfill(status=status, json=self.answer)
        elif path == "/gege/present/P1":
            route.fulfill(body=self.pack, content_type="text/html; charset=utf-8")
        elif path == "/_stcore/health":
            route.fulfill(body="ok")
        elif path == "/inner":
            route.fulfill(body="<input id=deep>", content_type="text/html")
        else:
            route.fulfill(
                body=f"<h1>{path}</h1><input id=field><iframe src=/inner></iframe>",
                content_type="text/html",
            )


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def present(browser: Browser, app: App, watch: Watch) -> Iterator[Shown]:
    contexts = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**({"viewport": WIDE} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.route("**/*", app)
        page = context.new_page()
        page.on("request", lambda one: watch.asked.append(one.url))
        page.on("pageerror", lambda one: watch.errors.append(str(one)))
        page.clock.install(time="2026-11-02T01:00:00Z")
        page.goto(f"{AT}?slide=headline")
        page.clock.pause_at("2026-11-02T01:01:00Z")
        return page

    yield make
    for context in contexts:
        context.close()


def test_the_clock_counts_down_for_each_item_and_tells_when_it_is_over(present: Shown) -> None:
    page = present()
    clock = page.locator("#clock")
    # It starts with the first step.
    page.clock.run_for(60_000)
    assert "Figures: 2:00 left of 2 min" in clock.inner_text()
    page.keyboard.press("ArrowRight")
    # Half a second more: the clock is read twice a second.
    page.clock.run_for(60_500)
    assert "Heat: 4:00 left of 5 min" in clock.inner_text()
    assert "all: 1:00 of 10 min" in clock.inner_text()
    page.clock.run_for(3 * 60_000 + 1000)
    assert "little" in str(clock.get_attribute("class"))
    page.clock.run_for(60_000 + 5000)
    assert "Heat: 0:06 over its 5 min" in clock.inner_text()
    assert "over" in str(clock.get_attribute("class")).split()
    # What was spent is remembered when it is gone back to, and when the page is loaded again.
    page.keyboard.press("t")
    page.clock.run_for(60_000)
    page.keyboard.press("ArrowLeft")
    page.clock.run_for(60_000)
    assert "Figures: 2:00 left of 2 min" in clock.inner_text()
    assert "paused" in str(clock.get_attribute("class")).split()
    page.reload()
    assert "all: 5:06 of 10 min" in clock.inner_text()


def test_a_section_without_minutes_has_no_clock(present: Shown) -> None:
    page = present()
    page.keyboard.press("Home")
    assert "No time is set for Cover." in page.locator("#clock").inner_text()


def _live(page: Page) -> None:
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    _at(page, 3)
    page.keyboard.press("m")


def _back(page: Page) -> None:
    page.locator(".asked").wait_for(state="detached")
    assert page.evaluate(NOW) == "slide-3"
    assert page.evaluate("() => document.activeElement.id") == "slide-3"
    assert page.locator("#slide-3").is_visible()
    assert page.url.endswith("#3")


def test_the_live_page_lies_over_the_slide_and_leads_back_to_it(
    present: Shown, watch: Watch
) -> None:
    page = present()
    _live(page)
    page.frame_locator(".asked iframe").get_by_text("/where-gathered").wait_for()
    assert f"{APP}/where-gathered?period=2026-10&lang=en" in watch.asked
    back = page.get_by_role("button", name="Back to the slide (Esc)")
    assert back.evaluate("(one) => one === document.activeElement")
    back.click()
    _back(page)


@pytest.mark.parametrize("field", ["#field", "#deep"])
def test_keys_within_the_live_page_do_not_hold_the_presenter(present: Shown, field: str) -> None:
    page = present()
    _live(page)
    frame = page.frame_locator(".asked iframe")
    inner = frame if field == "#field" else frame.frame_locator("iframe")
    inner.locator(field).click()
    # What is typed there is the page's own.
    page.keyboard.type("m t c 12")
    assert inner.locator(field).input_value() == "m t c 12"
    page.clock.run_for(1500)
    page.keyboard.press("Escape")
    _back(page)


def test_slides_go_on_while_the_app_is_down_and_the_live_page_says_so(
    present: Shown, app: App
) -> None:
    page = present()
    app.is_up = False
    _live(page)
    page.get_by_text("The live page cannot be reached now").wait_for()
    page.keyboard.press("Escape")
    _back(page)
    page.keyboard.press("ArrowRight")
    _at(page, 4)
    page.keyboard.press("ArrowLeft")
    app.is_up = True
    page.keyboard.press("m")
    page.frame_locator(".asked iframe").get_by_text("/where-gathered").wait_for()


def test_full_screen_that_the_browser_ended_leads_to_the_slide_and_is_taken_up_again(
    present: Shown,
) -> None:
    page = present()
    is_full = "() => Boolean(document.fullscreenElement)"
    page.keyboard.press("f")
    until(page, is_full)
    _live(page)
    page.locator(".asked").wait_for()
    assert page.evaluate(is_full)
    # What a browser does with Escape where the page may not have the key.
    page.evaluate("() => document.exitFullscreen()")
    _back(page)
    page.keyboard.press("ArrowRight")
    _at(page, 4)
    until(page, is_full)


def test_a_slide_without_a_live_page_says_so(present: Shown) -> None:
    page = present()
    page.keyboard.press("m")
    page.get_by_text("This slide has no live page.").wait_for()
    assert page.locator(".asked").count() == 0


def test_the_decisions_of_the_meeting_are_opened_over_the_slide(
    present: Shown, watch: Watch
) -> None:
    page = present()
    page.get_by_role("button", name="Decisions").click()
    page.frame_locator(".asked iframe").get_by_text("/meeting-book").wait_for()
    assert f"{APP}/meeting-book?meeting=M1&lang=en" in watch.asked


def test_a_comment_is_written_beside_the_slide(present: Shown, app: App) -> None:
    page = present()
    app.answer = {"text": HOSTILE}
    page.keyboard.press("c")
    area = page.get_by_label("Comment beside this slide, at most 120 signs")
    # The presenter's keys are letters here.
    area.fill("")
    page.keyboard.type("12 odd map pt")
    page.keyboard.press("Enter")
    page.locator(".asked").wait_for(state="detached")
    assert page.locator(".now .comment").text_content() == HOSTILE
    (sent,) = app.sent
    assert json.loads(str(sent.post_data)) == {"slide": "headline", "text": "12 odd map pt"}
    assert sent.headers["x-gege-present"] == "1"
    assert sent.url == f"{AT}/comment?lang=en"


def test_a_comment_that_is_refused_stays_and_says_why(present: Shown, app: App) -> None:
    page = present()
    app.answer = {"error": "The pack has no such slide."}
    page.keyboard.press("c")
    page.locator(".asked textarea").fill("新的说明")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("The pack has no such slide.").wait_for()
    app.is_up = False
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The comment was not kept").wait_for()
    assert page.locator(".asked textarea").input_value() == "新的说明"
    page.locator(".asked textarea").press("Escape")
    assert page.locator(".asked").count() == 0
    assert page.evaluate(NOW) == "slide-2"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("office") / "gege.db"
    store = district.hand_made(path)
    build_pack(OPERATOR, store, PackAsk(Period.parse("2026-10")), now(), PackInks())
    yield path


def test_a_pack_is_presented_commented_and_goes_on_when_the_server_is_gone(
    browser: Browser, office: Path
) -> None:
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(PATIENCE)
    with serve(office) as address:
        seen = Watched(context, address)
        page = seen.page
        answer = page.goto(f"{address}/gege/present/{CODE}?lang=en&slide=headline")
        assert answer is not None
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"
        page.keyboard.press("c")
        page.locator(".asked textarea").fill("问房管处 13800001111 <b>")
        page.get_by_role("button", name="Save").click()
        page.locator(".asked").wait_for(state="detached")
        assert page.locator(".now .comment").text_content() == "问房管处 *** <b>"
        assert comments_kept(OPERATOR, Store(str(office)), CODE)["headline"].startswith("问房管处")
        page.keyboard.press("m")
        inner = page.frame_locator(".asked iframe")
        inner.locator("[data-testid=stAppViewContainer]").wait_for(timeout=60_000)
        page.get_by_role("button", name="Back to the slide (Esc)").click()
        # That the server is first looked for below the page is Streamlit's own way.
        failed = [one for one in seen.failed if "/_stcore/" not in one]
        assert (seen.outside, failed) == ([], [])
    page.keyboard.press("ArrowRight")
    _at(page, 3)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("m")
    page.get_by_text("The live page cannot be reached now").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The comment was not kept").wait_for()
    context.close()
