"""What a browser is called in a list of one's sessions: its kind, never what tells it apart."""

from __future__ import annotations

from typing import Final

# The first that is found counts: most of them claim to be Chrome and Safari as well.
_KINDS: Final = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("QQBrowser", "QQ Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(told: str | None) -> str:
    """Return the kind of browser and system, such as ``Chrome, Windows``; ``-`` when unknown.

    Parameters
    ----------
    told
        What a browser says it is (the header User-Agent).
    """
    text = told or ""
    words = [_first(_KINDS, text), _first(_SYSTEMS, text)]
    return ", ".join(word for word in words if word) or "-"


def _first(table: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((word for sign, word in table if sign in text), None)
