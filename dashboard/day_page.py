"""The page of a worker's day on a phone: its HTML, its files, and what it may do in a browser.

The page is no Streamlit page, which would die with its connection.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final

from dashboard.day_texts import day_texts
from dashboard.map_links import Asset

_FOLDER: Final = Path(__file__).parent / "day_assets"
_SCRIPTS: Final = (
    "words.js",
    "kept.js",
    "photo.js",
    "outbox.js",
    "day.js",
    "forms.js",
    "list.js",
    "page.js",
)
# Nothing but our own files, no form that leaves, no other page around it, and no text that becomes
# a program.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' blob: data:; worker-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types gege"
)


@lru_cache(maxsize=1)
def day_assets() -> dict[str, Asset]:
    """Return the page's script and style by name."""
    script = "\n".join(_text(name) for name in _SCRIPTS)
    # One function around all: the parts see each other and nothing else sees them.
    script = f"(function () {{\n'use strict';\n{script}\n}})();\n"
    return {
        "day.js": Asset("day.js", script.encode(), "text/javascript"),
        "day.css": Asset("day.css", _text("day.css").encode(), "text/css"),
    }


def day_html(language: str) -> str:
    """Return the page: the same for every worker, so that it can be kept without a connection."""
    texts = json.dumps(day_texts(language), ensure_ascii=False).replace("<", "\\u003c")
    found = {name: asset.address for name, asset in day_assets().items()}
    return (
        _text("day.html")
        .replace("{lang}", "zh-CN" if language == "zh" else "en")
        .replace("{title}", escape(day_texts(language)["title"]))
        .replace("{noscript}", escape(day_texts(language)["noscript"]))
        .replace("{css}", escape(found["day.css"]))
        .replace("{js}", escape(found["day.js"]))
        .replace("{texts}", texts)
    )


def keeper_script() -> str:
    """Return the program that hands the page out where there is no connection.

    It holds the marks of the files, so a browser takes the new one when they change.
    """
    files = sorted(asset.address for asset in day_assets().values())
    pages = "".join(day_html(one) for one in ("en", "zh"))
    mark = hashlib.sha256("".join([*files, pages, _text("keeper.js")]).encode()).hexdigest()[:16]
    told = f"const MARK = {json.dumps(mark)};\nconst FILES = {json.dumps(files)};\n"
    return told + _text("keeper.js")


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
