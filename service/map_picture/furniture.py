"""What makes a drawing a map: scale bar, arrow to the north, and the words across a draft."""

from __future__ import annotations

from service.charts.look import Look
from service.map_picture.ground import Ground
from service.map_picture.room import Room, Words
from service.map_picture.svg import number, tag, text, width_of


def furniture(look: Look, ground: Ground, room: Room, words: Words) -> list[str]:
    """Return scale bar, arrow to the north, and the words across a draft."""
    ink, size = look.colour("ink"), room.type_px
    width, height = room.map_size
    metres = _round_metres(width / ground.scale / 5)
    long = metres * ground.scale
    said = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    foot, tick = number(height - 0.5 * size), number(0.5 * size)
    bar = f"M2 {foot}v{tick}h{number(long)}v-{tick}"
    tip, half, high, low = (number(part * size) for part in (0.3, 0.5, 1.4, 0.4))
    arrow = f"M{number(size)} {tip}l{half} {high}l-{half} -{low}l-{half} {low}z"
    parts = [
        tag("path", d=bar, fill="none", stroke=ink, stroke_width=size / 9),
        text(said, 2 + long / 2, height - 0.55 * size, size * 0.8, ink, text_anchor="middle"),
        tag("path", d=arrow, fill=ink),
        text(words.north, size, 2.7 * size, size * 0.8, ink, text_anchor="middle"),
    ]
    if words.watermark:
        across = f"rotate(-24 {width / 2:.0f} {height / 2:.0f})"
        big = min(5.0 * size, width * 0.9 / max(width_of(words.watermark, 1), 1))
        parts.append(
            text(
                words.watermark,
                width / 2,
                height / 2,
                big,
                ink,
                text_anchor="middle",
                fill_opacity=0.16,
                transform=across,
            )
        )
    return parts


def _round_metres(most: float) -> float:
    row = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    return float(max([one for one in row if one <= most], default=1))
