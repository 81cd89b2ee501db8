"""Parts of a whole in words: a share is cut, never rounded, so that less than all is never all."""

from __future__ import annotations

from typing import Final

NOTHING: Final = "–"


def percent(part: int, whole: int) -> str:
    """Return a share in per cent with one digit, a dash where there is no whole."""
    return f"{int(1000 * part // whole) / 10:.1f} %" if whole else NOTHING


def of(part: int, whole: int) -> str:
    """Return a number with what it is a part of, a dash where there is no whole."""
    return f"{part:,} / {whole:,}" if whole else NOTHING


def share(part: int, whole: int) -> str:
    """Return a number with what it is a part of and the share, a dash where there is no whole."""
    return f"{of(part, whole)} ({percent(part, whole)})" if whole else NOTHING
