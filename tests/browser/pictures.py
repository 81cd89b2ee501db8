"""Pictures of the screens for docs, from the real app with the network cut.

``python -m tests.browser.pictures docs/screens`` makes a demonstration district, opens every
screen below in both languages, both themes, on a large screen and on a phone, and writes one PNG
each; ``--only overview`` makes those of one screen.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.served import ROOT, Watched, launch, serve, sign_in_context

# Name and address; the month is one the demonstration knows in full.
SCREENS: Final = {
    "overview": "/glance",
    "heat": "/where-gathered",
    "hot-spots": "/where-gathered?way=spots",
    "comparison": "/then-and-now",
    "difference": "/then-and-now?view=difference",
    "units": "/by-unit",
    "voices": "/what-people-say",
    "figures": "/figure-registry",
    "visits": "/home-visits",
    "my-day": "/my-day?worker=W00001",
    "contact-points": "/contact-calendar",
}
SIZES: Final = {"1920": (1920, 1080), "390": (390, 844)}
LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}
THEMES: Final = ("light", "dark")
# A picture of a screen has few colours; as a palette it is a third of the size.
_COLOURS: Final = 192
_SETTLED_MS: Final = 6_000
# The first visit of a server is waited for: everything is read and built then.
_COLD_MS: Final = 25_000


def take(browser: Browser, address: str, name: str, out: Path) -> None:
    """Write the pictures of one screen."""
    for (lang, locale), theme, (size, (width, height)) in product(
        LOCALES.items(), THEMES, SIZES.items()
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if theme == "dark" else "light",
        )
        watched = Watched(context, address)
        watched.open(SCREENS[name], painted=False)
        _settle(watched.page)
        # That the server is first looked for below the page is Streamlit's own way.
        failed = [one for one in watched.failed if "/_stcore/" not in one]
        if watched.outside or failed:
            raise SystemExit(f"{name}: {watched.outside + failed}")
        picture = Image.open(io.BytesIO(watched.page.screenshot())).convert("RGB")
        path = out / f"{name}-{lang}-{theme}-{size}.png"
        picture.quantize(_COLOURS).save(path, optimize=True)
        context.close()


def _settle(page: Page) -> None:
    """Wait until the page is drawn: nothing running, and what fades in has done so."""
    page.wait_for_selector("[data-testid=stAppViewContainer]")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=60_000)
    page.wait_for_timeout(_SETTLED_MS)
    # Tiles come last, and the server makes them one after another.
    page.wait_for_load_state("networkidle", timeout=60_000)


def _warm(browser: Browser, address: str) -> None:
    context = browser.new_context()
    sign_in_context(context, address)
    page = context.new_page()
    page.goto(address + SCREENS["heat"])
    page.wait_for_timeout(_COLD_MS)
    page.close()


def main() -> None:
    """Take the pictures asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--only", choices=SCREENS)
    wanted = asked.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(folder) / "demo.db"
        for command in ("init", "demo"):
            subprocess.run(
                [sys.executable, "manage.py", command],
                cwd=ROOT,
                env=os.environ | {"GEGE_DATABASE": str(database)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        browser = launch(playwright)
        with serve(database) as address:
            _warm(browser, address)
            for name in [wanted.only] if wanted.only else SCREENS:
                take(browser, address, name, wanted.out)
        browser.close()


if __name__ == "__main__":
    main()
