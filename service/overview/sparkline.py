"""A small line over a few periods, as SVG that needs nothing from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

# Of a share at least so much is shown from bottom to top, or noise looks like news.
_LEAST_RANGE = 0.1
_EDGE = 4.0


def sparkline(
    values: Sequence[float | None],
    text: str,
    colour: str,
    *,
    width: float = 160,
    height: float = 36,
    is_share: bool = False,
    is_unfinished: bool = False,
) -> str:
    """Return the line as an SVG element, oldest value left, the last one with a dot.

    Parameters
    ----------
    values
        None leaves a gap.  Counts stand on zero; shares fill the height, at least 10 points.
    text
        What it says, for those who do not see it.
    colour
        Of line and dot, as CSS has it.
    is_unfinished
        Whether the last value is of a period that goes on: its stretch is dashed, its dot open.
    """
    known = [value for value in values if value is not None]
    low, high = _range(known, is_share=is_share)
    step = (width - 2 * _EDGE) / max(len(values) - 1, 1)
    places = [
        None
        if value is None
        else (
            _EDGE + number * step,
            height - _EDGE - (value - low) / (high - low) * (height - 2 * _EDGE),
        )
        for number, value in enumerate(values)
    ]
    shade = escape(colour, quote=True)
    done = places[:-1] if is_unfinished else places
    lines = "".join(_line(piece, shade) for piece in _pieces(done))
    if is_unfinished:
        lines += "".join(_line(piece, shade, "2 3") for piece in _pieces(places[-2:]))
    dot = _dot(places[-1] if places else None, shade, is_open=is_unfinished)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" role="img" aria-label="{escape(text)}">'
        f"<title>{escape(text)}</title>{lines}{dot}</svg>"
    )


def _line(piece: Sequence[tuple[float, float]], shade: str, dashes: str = "none") -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in piece)
    return (
        f'<polyline points="{points}" fill="none" stroke="{shade}" stroke-width="2"'
        f' stroke-dasharray="{dashes}" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _dot(at: tuple[float, float] | None, shade: str, *, is_open: bool) -> str:
    if at is None:
        return ""
    fill = "none" if is_open else shade
    return (
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="3" fill="{fill}" stroke="{shade}"'
        ' stroke-width="1.5"/>'
    )


def _range(known: list[float], *, is_share: bool) -> tuple[float, float]:
    if not known:
        return 0.0, 1.0
    low, high = (min(known), max(known)) if is_share else (0.0, max(known))
    lacking = max(0.0, (_LEAST_RANGE if is_share else 1.0) - (high - low))
    return (low - lacking / 2, high + lacking / 2) if is_share else (low, high + lacking)


def _pieces(
    places: Sequence[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            pieces.append([])
        else:
            pieces[-1].append(place)
    # Of a single point a line has no length: drawn to itself it is a dot.
    return [piece if len(piece) > 1 else piece * 2 for piece in pieces if piece]
