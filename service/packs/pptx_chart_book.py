"""The workbook inside a native chart: numbers and names as they are, never a formula."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import pptx.chart.xlsx as xlsx
from pptx.chart import data

# Without types of their own where these classes touch them.
_CategoryData: Any = data.CategoryChartData
_PointData: Any = data.XyChartData
_xlsx: Any = xlsx
_CategoryWriter: Any = xlsx.CategoryWorkbookWriter
_PointWriter: Any = xlsx.XyWorkbookWriter
# What begins with = is a formula to XlsxWriter, and an address a link, unless it is told.
_AS_IT_IS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def _opened(file: BytesIO, made_at: datetime) -> Iterator[tuple[Any, Any]]:
    book = _xlsx.Workbook(file, _AS_IT_IS)
    book.set_properties({"created": made_at})
    yield book, book.add_worksheet()
    book.close()


class _Categories(_CategoryWriter):  # type: ignore[misc]
    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        with _opened(xlsx_file, self._chart_data.made_at) as both:
            yield both


class _Points(_PointWriter):  # type: ignore[misc]
    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        with _opened(xlsx_file, self._chart_data.made_at) as both:
            yield both

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:  # noqa: ANN401
        super()._populate_worksheet(workbook, worksheet)
        for series in self._chart_data:
            names = self._chart_data.names.get(series.name, ())
            first = self.series_table_row_offset(series) + 1
            for at, name in enumerate(names):
                worksheet.write_string(first + at, 2, name)


class CategoryBook(_CategoryData):  # type: ignore[misc]
    """Values by category; ``made_at`` is when the workbook says it was made (no zone)."""

    def __init__(self, number_format: str, made_at: datetime) -> None:
        super().__init__(number_format)
        self.made_at = made_at
        self._writer = _Categories(self)

    @property
    def _workbook_writer(self) -> _Categories:
        return self._writer


class PointBook(_PointData):  # type: ignore[misc]
    """Points; ``names`` by series stand beside them in the workbook."""

    def __init__(self, number_format: str, made_at: datetime) -> None:
        super().__init__(number_format)
        self.made_at = made_at
        self.names: dict[str, tuple[str, ...]] = {}
        self._writer = _Points(self)

    @property
    def _workbook_writer(self) -> _Points:
        return self._writer
