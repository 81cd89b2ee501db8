"""Speaker notes: what a presenter is asked about, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from casework.sentence import Sentence
from service.language import say
from service.packs.deck import Block, Card, Cards, Chart, Slide, Table
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import INK, Kind, plain, write

_NOTES_PT = 12.0


def put_speaker_notes(stage: Stage, slide: Slide) -> None:
    """Put formulas, sources, notes, the comment and the live page's address under a slide."""
    lines = [one for block in slide.blocks for one in _of_block(stage, block)]
    lines += [stage.told(one) for one in slide.notes]
    comment = plain(stage.edition.comments.get(slide.key, ""))
    if comment:
        lines.append(say(Sentence("Comment: {text}", text=comment), stage.edition.language))
    if slide.link and stage.edition.audience == "inside":
        said = Sentence("Live page: {link}", link=plain(slide.link))
        lines.append(say(said, stage.edition.language))
    frame = stage.slide.notes_slide.notes_text_frame
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        write(paragraph, [(line, Kind(_NOTES_PT, INK))], stage.face)


def _of_block(stage: Stage, block: Block) -> Iterator[str]:
    if isinstance(block, Cards):
        for card in block.cards:
            yield from _of_card(stage, card)
    elif isinstance(block, Table):
        for column in block.columns:
            if column.formula:
                yield f"{stage.told(column.name)} = {stage.told(column.formula)}"
        yield from (stage.told(one) for one in block.notes)
    elif isinstance(block, Chart) and block.x_name and block.y_name:
        yield f"{stage.told(block.title)}: {stage.told(block.y_name)} / {stage.told(block.x_name)}"


def _of_card(stage: Stage, card: Card) -> Iterator[str]:
    told = f"{stage.told(card.name)}: {plain(card.value)} ({stage.told(card.said)})"
    if card.formula:
        told += f" = {stage.told(card.formula)}"
    yield told + (f" [{plain(card.source)}]" if card.source else "")
