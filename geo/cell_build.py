"""Making of the cell table: which cells one answer holds for, and who competes in the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo import outcome
from geo.edges import Edges, Ints, crossed_cells, expand, row_spans
from geo.outcome import FIRST, Outcomes
from geo.raster import Raster

Flags = npt.NDArray[np.bool_]
PAINTED_AT_ONCE = 1 << 20
OUTLINE_NOT, OUTLINE_ALL, OUTLINE_CROSSES = 0, 1, 2


class Cells(NamedTuple):
    """The arrays of a cell table over C cells, K of them crossed by an edge.

    Attributes
    ----------
    answer : int32, shape (C,)
        The outcome of all points of the cell, or -1 - k for crossed cell k.
    first : int64, shape (K + 1,)
        Where the candidates of each crossed cell begin.
    member : int32, shape (M,)
        Candidates: ranks of grids.
    centred : bool, shape (M,)
        Whether the centre of the cell lies in the candidate (either way within the margin).
    edge_first : int64, shape (M + 1,)
        Where the edges of each candidate in its cell begin; a candidate without any holds the
        whole cell.
    edge : int32
        Numbers of edges.
    outline : int8, shape (K,)
        Whether the district holds none of the cell, all of it, or its border crosses it.
    """

    answer: Outcomes
    first: Ints
    member: npt.NDArray[np.int32]
    centred: Flags
    edge_first: Ints
    edge: npt.NDArray[np.int32]
    outline: npt.NDArray[np.int8]


class _Painted(NamedTuple):
    crossed: Ints
    owner: Ints


def build_cells(edges: Edges, raster: Raster, *, total: int, dedicated: int) -> Cells:
    """Return the cell arrays for the edges of `total` grids and, as owner `total`, the outline."""
    in_cells = raster.in_cells(edges)
    edge, cell = crossed_cells(in_cells, raster.nx, raster.ny)
    answer = np.zeros(raster.nx * raster.ny, dtype=np.int32)
    answer[cell] = -1
    crossed = np.flatnonzero(answer)
    answer[crossed] = -1 - np.arange(len(crossed), dtype=np.int32)
    outline = np.zeros(len(crossed), dtype=np.int8)
    covers = _paint(in_cells, raster, answer, outline, total, dedicated)
    key = -1 - answer[cell].astype(np.int64)
    key = key * (total + 1) + edges.owner[edge]
    outline[key[edges.owner[edge] == total] // (total + 1)] = OUTLINE_CROSSES
    return _gather(answer, outline, key, edge, covers, total)


def _gather(
    answer: Outcomes,
    outline: npt.NDArray[np.int8],
    key: Ints,
    edge: Ints,
    covers: list[_Painted],
    total: int,
) -> Cells:
    grid_edge = key % (total + 1) != total
    key, edge = key[grid_edge], edge[grid_edge]
    order = np.argsort(key)
    key, edge = key[order], edge[order]
    cover = np.concatenate(
        [np.zeros(0, dtype=np.int64), *(p.crossed * (total + 1) + p.owner for p in covers)]
    )
    keys = np.sort(np.concatenate([key, cover]))
    keys = keys[np.diff(keys, prepend=-1) > 0]
    centred = np.zeros(len(keys), dtype=np.bool_)
    centred[np.searchsorted(keys, cover)] = True
    return Cells(
        answer=answer,
        first=np.searchsorted(keys, np.arange(len(outline) + 1) * (total + 1)),
        member=(keys % (total + 1)).astype(np.int32),
        centred=centred,
        edge_first=np.append(np.searchsorted(key, keys), len(key)),
        edge=edge.astype(np.int32),
        outline=outline,
    )


def _paint(
    edges: Edges,
    raster: Raster,
    answer: Outcomes,
    outline: npt.NDArray[np.int8],
    total: int,
    dedicated: int,
) -> list[_Painted]:
    """Write clean cells and the outline's state; return who holds the centres of crossed cells."""
    owner, row, first, last = row_spans(edges)
    rows = max(1, PAINTED_AT_ONCE // raster.nx)
    covers = []
    for begin in range(0, raster.ny, rows):
        part = slice(*np.searchsorted(row, (begin, begin + rows)))
        base = begin * raster.nx
        size = (min(begin + rows, raster.ny) - begin) * raster.nx
        offset = row[part] * raster.nx - base
        block = answer[base : base + size]
        spans = _Spans(owner[part], first[part] + offset, last[part] + offset)
        covers.append(_paint_block(block, spans, outline, total, dedicated))
    return covers


class _Spans(NamedTuple):
    owner: Ints
    first: Ints
    last: Ints

    def where(self, keep: Flags) -> _Spans:
        return _Spans(self.owner[keep], self.first[keep], self.last[keep])

    def summed(self, weight: Ints, size: int) -> Ints:
        """Per cell the sum of the weights of the spans over it."""
        rise = np.bincount(self.first, weight, size + 1) - np.bincount(
            self.last + 1, weight, size + 1
        )
        return np.cumsum(rise)[:size].astype(np.int64)


def _paint_block(
    block: Outcomes,
    spans: _Spans,
    outline: npt.NDArray[np.int8],
    total: int,
    dedicated: int,
) -> _Painted:
    size = len(block)
    is_outline = spans.owner == total
    district = spans.where(is_outline)
    in_district = district.summed(np.ones_like(district.owner), size) > 0
    spans = spans.where(~is_outline)
    held = spans.summed(np.ones_like(spans.owner), size)
    holder = spans.summed(spans.owner, size)
    crossed = block < 0
    outline[-1 - block[crossed]] = in_district[crossed]
    none = np.where(in_district, outcome.GAP, outcome.OUTSIDE)
    clean = np.where(held == 1, FIRST + holder, none)
    cell, owner = _shared(spans, held > 1)
    sure = ~crossed[cell]
    shared, number = np.unique(cell[sure], return_inverse=True)
    clean[shared] = outcome.resolve(
        number, owner[sure], count=len(shared), dedicated=dedicated, total=total
    )
    block[~crossed] = clean[~crossed]
    single = np.flatnonzero(crossed & (held == 1))
    return _Painted(
        -1 - np.concatenate([block[single], block[cell[~sure]]]).astype(np.int64),
        np.concatenate([holder[single], owner[~sure]]),
    )


def _shared(spans: _Spans, several: Flags) -> tuple[Ints, Ints]:
    """All pairs (cell, owner) of the cells that several grids hold."""
    before = np.concatenate([[0], np.cumsum(several)])
    touching = spans.where(before[spans.last + 1] > before[spans.first])
    span, cell = expand(touching.first, touching.last)
    keep = several[cell]
    return cell[keep], touching.owner[span[keep]]
