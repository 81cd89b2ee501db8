"""The numbers of a pack's files, read back from their bytes, slide by slide."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO

import openpyxl
from pptx import Presentation

from service.packs.deck import Block, Cards, Chart, Slide, Table
from service.packs.edition import Edition
from service.packs.html_file import to_html
from service.packs.pdf_file import to_pdf
from service.packs.pptx_file import to_pptx
from service.packs.xlsx_file import to_xlsx
from service.publication import HIDDEN

WRITERS = {"html": to_html, "pptx": to_pptx, "pdf": to_pdf, "xlsx": to_xlsx}
Numbers = Counter[float]
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def numbers_in(text: str) -> Numbers:
    return Counter(rounded(one.replace(",", "")) for one in _NUMBER.findall(text))


def rounded(value: float | str) -> float:
    return float(f"{float(value):.9g}")


def faults(edition: Edition, form: str, file: bytes) -> list[tuple[str, dict[float, int]]]:
    """Return by slide the numbers of the deck that are not in the file as often as in the deck."""
    if form == "xlsx":
        wanted = sum((_kept(one) for slide in edition.slides for one in slide.blocks), Counter())
        missing = wanted - _of_workbook(file)
        return [("", dict(missing))] if missing else []
    found = {"html": _of_html, "pptx": _of_pptx, "pdf": _of_pdf}[form](file)
    assert len(found) == len(edition.slides)
    missing = [
        (slide.key, dict(_told(slide, edition.language, form) - numbers))
        for slide, numbers in zip(edition.slides, found, strict=True)
    ]
    return [one for one in missing if one[1]]


def _told(slide: Slide, language: str, form: str) -> Numbers:
    """Return the numbers a slide shows: of its figures, cells and charts."""
    texts: list[str] = []
    found: Numbers = Counter()
    for block in slide.blocks:
        if isinstance(block, Cards):
            for card in block.cards:
                texts += [card.value, card.said.told(language)]
                texts += [one.text.told(language) for one in card.beside]
        elif isinstance(block, Table):
            texts += [cell.text.told(language) for row in block.rows for cell in row if cell.value]
        elif isinstance(block, Chart):
            found += _of_chart(block, form)
    return found + sum((numbers_in(text) for text in texts), Counter())


def _of_chart(chart: Chart, form: str) -> Numbers:
    """Return the numbers a format writes of a chart; a drawn line tells its last alone."""
    if form == "pdf" and chart.kind in ("lines", "funnel"):
        return Counter()
    if chart.kind == "funnel":
        if form == "pptx":
            return Counter(rounded(one.m) for one in chart.points)
        return Counter(rounded(one) for point in chart.points for one in (point.n, point.m))
    values = [value for one in chart.series for value in one.values if value is not None]
    if chart.as_percent:
        values = [float(f"{value * 100:.1f}") for value in values]
    return Counter(rounded(f"{value:.2f}") for value in values)


def _kept(block: Block) -> Numbers:
    """Return the numbers behind what a block shows."""
    found: list[float] = []
    if isinstance(block, Cards):
        for card in block.cards:
            found += [] if card.value == HIDDEN else [card.n, card.m]
            found += [] if card.amount is None else [card.amount]
            found += [amount for _name, amount in card.trend if amount is not None]
    elif isinstance(block, Table):
        for cell in (cell for row in block.rows for cell in row):
            has_number = re.search(r"\d", cell.text.zh) is not None
            found += [one for one in (cell.n, cell.m) if one is not None]
            found += [cell.value] if cell.value is not None and has_number else []
    elif isinstance(block, Chart):
        found += [value for one in block.series for value in one.values if value is not None]
        for point in block.points:
            found += [point.n, point.m, point.n / point.m]
        found += [one for row in block.limits for one in row]
        found += [] if block.mean is None else [block.mean]
    return Counter(map(rounded, found))


class _Html(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.slides: list[list[str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "section" and "data-key" in known:
            self.slides.append([])
        # A chart is told in words beside its picture; one of the two grounds is shown.
        kinds = (known.get("class") or "").split()
        if tag == "img" and "drawn" in kinds and "on-light" in kinds and self.slides:
            self.slides[-1].append(known.get("alt") or "")

    def handle_data(self, data: str) -> None:
        if self.slides:
            self.slides[-1].append(data)


def _of_html(file: bytes) -> list[Numbers]:
    return [numbers_in("\n".join(texts)) for texts in _Html(file.decode()).slides]


def _of_pdf(file: bytes) -> list[Numbers]:
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=file, capture_output=True)
    return [numbers_in(page) for page in said.stdout.decode().split("\f")[:-1]]


def _of_pptx(file: bytes) -> list[Numbers]:
    return [
        sum(_of_shapes(slide.shapes), Counter()) for slide in Presentation(BytesIO(file)).slides
    ]


def _of_shapes(shapes) -> Iterator[Numbers]:
    for shape in shapes:
        if shape.shape_type == 6:
            yield from _of_shapes(shape.shapes)
        elif shape.has_text_frame:
            yield numbers_in(shape.text_frame.text)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield from (numbers_in(cell.text_frame.text) for cell in row.cells)
        elif getattr(shape, "has_chart", False):
            yield from _of_native(shape.chart)


def _of_native(chart) -> Iterator[Numbers]:
    for plot in chart.plots:
        for series in plot.series:
            is_percent = "%" in str(series._element.xpath(".//c:val//c:formatCode/text()"))
            values = [value for value in series.values if value is not None]
            if is_percent:
                values = [float(f"{value * 100:.1f}") for value in values]
            yield Counter(rounded(f"{value:.2f}") for value in values)
            across = series._element.xpath(".//c:xVal//c:v/text()")
            yield Counter(rounded(one) for one in across)


def _of_workbook(file: bytes) -> Numbers:
    book = openpyxl.load_workbook(BytesIO(file))
    cells = (
        cell.value for sheet in book.worksheets[2:] for row in sheet.iter_rows() for cell in row
    )
    return Counter(rounded(one) for one in cells if isinstance(one, int | float))
