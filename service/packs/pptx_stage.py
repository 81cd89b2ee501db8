"""Where a block of a slide is put: the plan of the sheet, carried over to the layout in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from service.packs.edition import Edition
from service.packs.layout import FOOTER, HEIGHT, SUBTITLE, WIDTH, Box
from service.packs.pptx_type import INK, Face, Kind, plain, write
from service.packs.words import Words

_EMU: Final = 914_400


@dataclass(frozen=True)
class Plan:
    """How inches of the sheet become inches of a layout's slide.

    Attributes
    ----------
    x, y
        Parts by which lengths are multiplied.
    top
        What is added to heights: where the layout's title takes more room than ours.
    width, height
        Of the layout's slide.
    """

    x: float = 1.0
    y: float = 1.0
    top: float = 0.0
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def type(self) -> float:
        """Return the part by which type is multiplied."""
        return min(self.x, self.y)


def plan_of(width: float, height: float, title_bottom: float) -> Plan:
    """Return the plan of a layout (inches) whose title ends there: all we show lies under it."""
    x, y = width / WIDTH, height / HEIGHT
    start, end = SUBTITLE.y, FOOTER.y + FOOTER.h
    if title_bottom <= start * y:
        return Plan(x, y, 0.0, width, height)
    free = (end * y - title_bottom) / (end - start)
    return Plan(x, free, title_bottom - start * free, width, height)


@dataclass(frozen=True)
class Stage:
    """A slide that is being written, the ``at``-th of its file."""

    slide: Any
    at: int
    edition: Edition
    plan: Plan
    face: Face

    def told(self, words: Words) -> str:
        """Return words in the edition's language, as one line of signs XML can hold."""
        return plain(words.told(self.edition.language))

    def pt(self, size: float) -> float:
        """Return a type size on this slide."""
        return size * self.plan.type

    def place(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, width and height in English metric units."""
        plan = self.plan
        left, top = box.x * plan.x, box.y * plan.y + plan.top
        return (
            round(left * _EMU),
            round(top * _EMU),
            round(box.w * plan.x * _EMU),
            round(box.h * plan.y * _EMU),
        )

    def kind(self, pt: float, ink: str = INK, *, is_bold: bool = False) -> Kind:
        """Return how a run looks, sized for this slide."""
        return Kind(self.pt(pt), ink, is_bold)

    def text(
        self,
        box: Box,
        lines: list[list[tuple[str, Kind]]],
        name: str,
        *,
        within: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Put a box of text on the slide (or into a group), a list of runs for each paragraph."""
        shapes = self.slide.shapes if within is None else within
        shape = shapes.add_textbox(*self.place(box))
        shape.name = name
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for at, parts in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            write(paragraph, parts, self.face)
        return shape
