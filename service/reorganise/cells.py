"""Operations on grids, done on a copy of the district: moved, cut along lines, merged."""

from __future__ import annotations

from dataclasses import replace

import shapely

from casework.sentence import Sentence, Term
from geo.errors import GeoError
from geo.grid import GENERAL
from geo.reshape import merge, split
from service.cases.noting import in_words
from service.errors import ServiceError
from service.reorganise.district import LEVELS, District, Grid, ground_of
from service.reorganise.plan import MergeGrids, MoveGrid, SplitGrid
from service.reorganise.units import adopt_grids


def move_grid(district: District, asked: MoveGrid) -> None:
    """Put a grid under another community."""
    grid, community = district.grid(asked.code), district.unit(asked.to_community)
    if community.level != LEVELS[-1]:
        raise ServiceError(
            "{code} is a {level}: a grid belongs to a community, choose one.",
            code=community.code,
            level=Term(community.level),
        )
    if grid.parent == community.code:
        raise ServiceError(
            "{code} belongs to {parent} already: choose another parent.",
            code=grid.code,
            parent=community.code,
        )
    adopt_grids(district, [grid.code], community.code)


def split_grid(district: District, asked: SplitGrid) -> None:
    """Cut a grid along lines; its neighbours get the vertices where the cuts end."""
    grid = district.grid(asked.code)
    beside = _coverage_of(district, grid)
    made = split(ground_of(beside), beside.index(grid), _lines(asked), name=grid.code)
    names = _names(grid, asked.names, len(made.pieces))
    codes = [district.giver.grid(grid.parent, grid.code) for _ in made.pieces]
    for place, shape in made.touched.items():
        district.put(replace(beside[place], shape=shape))
    district.grids.pop(grid.code)
    for code, name, shape in zip(codes, names, made.pieces, strict=True):
        district.put(Grid(code, name, grid.kind, grid.parent, shape, grid.origins))
    district.remarks.append(
        Sentence("{code} is cut into {codes}.", code=grid.code, codes=", ".join(codes))
    )
    if made.touched:
        touched = ", ".join(beside[place].code for place in sorted(made.touched))
        district.remarks.append(
            Sentence(
                "The border of {codes} gets a vertex where the cut of {grid} ends; their ground"
                " stays the same.",
                codes=touched,
                grid=grid.code,
            )
        )


def merge_grids(district: District, asked: MergeGrids) -> None:
    """Make one grid of neighbours in one community."""
    codes = tuple(dict.fromkeys(asked.codes))
    cells = [district.grid(code) for code in codes]
    if len({grid.kind for grid in cells}) > 1:
        raise ServiceError(
            "{codes} are general and dedicated grids: merge grids of one kind.",
            codes=", ".join(codes),
        )
    if len({grid.parent for grid in cells}) > 1:
        raise ServiceError(
            "{codes} belong to different communities: move them into one before they are merged.",
            codes=", ".join(codes),
        )
    name = in_words(asked.name, Term("name"))
    shape = merge(ground_of(cells), codes)
    code = district.giver.grid(cells[0].parent, min(codes))
    origins = frozenset().union(*(grid.origins for grid in cells))
    new = Grid(code, name, cells[0].kind, cells[0].parent, shape, origins)
    district.put(new, instead_of=codes)
    district.remarks.append(
        Sentence("{codes} become {name} ({code}).", codes=", ".join(codes), name=name, code=code)
    )


def _coverage_of(district: District, grid: Grid) -> list[Grid]:
    """Return the grids whose borders meet this one's: general ones lie side by side."""
    if grid.kind != GENERAL:
        return [grid]
    return [one for one in district.grids.values() if one.kind == GENERAL]


def _lines(asked: SplitGrid) -> list[shapely.Geometry]:
    try:
        return [shapely.LineString(line) for line in asked.lines]
    except (ValueError, TypeError, shapely.errors.GEOSException) as error:
        raise GeoError(
            "A line has no usable positions: draw it again, in longitude and latitude."
        ) from error


def _names(grid: Grid, said: tuple[str, ...], count: int) -> list[str]:
    if not said:
        return [f"{grid.name}-{number}" for number in range(1, count + 1)]
    if len(said) != count:
        raise ServiceError(
            "The cut makes {count} pieces of {code}, and there are {seen} names: give one for each"
            " or none.",
            count=count,
            code=grid.code,
            seen=len(said),
        )
    return [in_words(name, Term("name")) for name in said]
